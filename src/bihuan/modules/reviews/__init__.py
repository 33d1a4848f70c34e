"""复盘: what a closed ticket taught: its cause, the lesson, and who does what about it until when."""
