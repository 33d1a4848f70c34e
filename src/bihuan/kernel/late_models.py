"""Models of bodies and answers are worked out when a request first needs them: imported before they are declared.

Hundreds of models of ours and of FastAPI's would otherwise be compiled at every start, a sixth of it.
"""

import warnings

import pydantic

pydantic.BaseModel.model_config["defer_build"] = True

# FastAPI names a body's parameter by an alias of its own and silences what pydantic says to that, but only while it
# makes the field; a model that is worked out later would say it again.
warnings.filterwarnings("ignore", message="The 'alias' attribute with value 'body' was provided")
