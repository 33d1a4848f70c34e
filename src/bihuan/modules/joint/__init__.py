"""Work done together (DSP-7): joint sessions 会诊 with slot, people and minutes, and crews of several engineers."""
