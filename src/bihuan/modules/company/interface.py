"""What other modules say of the company: its names, where it is reached, its logo."""

from bihuan.core.late import dataclass
from bihuan.kernel.context import TenantInfo
from bihuan.kernel.tx import Tx
from bihuan.modules.company import queries


@dataclass(frozen=True, slots=True)
class Company:
    """`name` is short, for screens; `full_name` stands on papers. `logo` ends its address; None: there is none.
    `logo_size` is its width and height in pixels, `own` whether the company has described itself at all.
    """

    name: str
    full_name: str
    phone: str = ""
    address: str = ""
    logo: str | None = None
    logo_size: tuple[int, int] = (1, 1)

    own: bool = False

    @property
    def logo_path(self) -> str | None:
        """Where everybody gets the logo, below /api/v1."""
        return None if self.logo is None else f"/portal/logo/{self.logo}"


def company_of(tx: Tx, info: TenantInfo) -> Company:
    """What the company calls itself; where nobody has said it, the name that it was founded with."""
    row = queries.profile(tx)
    if row is None:
        return Company(info.name, info.name)
    name = row["name"] or info.name
    size = (row["logo_width"] or 1, row["logo_height"] or 1)
    return Company(name, row["full_name"] or name, row["phone"], row["address"], row["logo"], size, own=True)


def name_of(tx: Tx, info: TenantInfo) -> str:
    """The short name."""
    return company_of(tx, info).name


def logo_of(tx: Tx) -> bytes | None:
    """The logo as PNG; None: there is none."""
    return queries.logo(tx)
