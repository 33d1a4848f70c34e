"""Workbooks as Excel writes them, made by hand: dates by style, merged cells, formulas with their values."""

import io
import zipfile

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# Style 1 is a day.
_STYLES = (
    f"<styleSheet {_MAIN}><fonts count='1'><font/></fonts><fills count='1'><fill/></fills><borders count='1'><border/>"
    "</borders><cellStyleXfs count='1'><xf/></cellStyleXfs><cellXfs count='2'><xf numFmtId='0'/>"
    "<xf numFmtId='14' applyNumberFormat='1'/></cellXfs></styleSheet>"
)


def workbook(sheet_xml: str, merged: str = "", hidden: bool = False) -> bytes:
    """One sheet 台账 with these rows (XML), beside an empty hidden one first if asked."""
    made = io.BytesIO()
    sheets = '<sheet name="台账" sheetId="1" r:id="r1"/>'
    if hidden:
        sheets = f'<sheet name="隐藏" sheetId="2" state="hidden" r:id="r2"/>{sheets}'
    merges = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", _TYPES)
        out.writestr(
            "_rels/.rels",
            _RELS.format(f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'),
        )
        out.writestr("xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>')
        out.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELS.format(
                f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="r2" Type="{_REL}/worksheet" Target="worksheets/sheet2.xml"/>'
                f'<Relationship Id="r3" Type="{_REL}/styles" Target="styles.xml"/>'
            ),
        )
        out.writestr("xl/styles.xml", _STYLES)
        out.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {_MAIN}><sheetData>{sheet_xml}</sheetData>{merges}</worksheet>"
        )
        out.writestr("xl/worksheets/sheet2.xml", f"<worksheet {_MAIN}><sheetData/></worksheet>")
    return made.getvalue()


def workbook_of(count: int) -> bytes:
    """A workbook of so many sheets 第0页, 第1页 …, a cell in each."""
    sheets = "".join(f'<sheet name="第{at}页" sheetId="{at + 1}" r:id="r{at}"/>' for at in range(count))
    targets = "".join(
        f'<Relationship Id="r{at}" Type="{_REL}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in range(count)
    )
    cell = f"<worksheet {_MAIN}><sheetData>{row(1, 'x')}</sheetData></worksheet>"
    return repacked(
        workbook(""),
        **{
            "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELS.format(targets),
            **{f"xl/worksheets/sheet{at}.xml": cell for at in range(count)},
        },
    )


def sharing(texts: list[str], cells: str) -> bytes:
    """A workbook whose cells (XML) name these texts by number."""
    told = "".join(f"<si><t>{text}</t></si>" for text in texts)
    relation = f'<Relationship Id="r9" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
    sheet = f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    return repacked(
        workbook(cells),
        **{"xl/sharedStrings.xml": f"<sst {_MAIN}>{told}</sst>"},
        **{"xl/_rels/workbook.xml.rels": _RELS.format(sheet + relation)},
    )


def repacked(content: bytes, **parts: str) -> bytes:
    """The same workbook with these parts instead of its own, or besides."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            out.writestr(name, parts[name] if name in parts else old.read(name))
    return made.getvalue()


def row(number: int, *cells: object) -> str:
    """A row: text, numbers, `("date", 46043)`, `("formula", "A1+1", 7)`; None is an empty, styled cell."""
    said = "".join(_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells))
    return f'<row r="{number}">{said}</row>'


def _cell(place: str, cell: object) -> str:
    if cell is None:
        return f'<c r="{place}" s="1"/>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
    if isinstance(cell, tuple) and cell[0] == "date":
        return f'<c r="{place}" s="1"><v>{cell[1]}</v></c>'
    if isinstance(cell, tuple):
        return f'<c r="{place}"><f>{cell[1]}</f><v>{cell[2]}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


# What a company's list of devices looks like.
LEDGER = workbook(
    row(1, "恒锐机电设备台账（2026年1月）")
    + row(2, "客户名称", "设备信息", None, "安装日期", "保修截止", "备注")
    + row(3, None, "设备名称", "序列号（SN）", None, None, None)
    + row(4, "恒锐机电", "循环水泵", "ＳＢ－００１", ("date", 46043), "2027年3月1日", "")
    + row(5, None, "冷却塔", 2024000123, 45000, "2027/3/1", "=cmd")
    + row(6, None, "空压机", "SB-003", "03/04/2026", None, None)
    + row(7)
    + row(8, "备注：以上为全部在用设备")
    + row(900, None, None),
    merged='<mergeCell ref="A1:F1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/><mergeCell ref="A4:A6"/>'
    '<mergeCell ref="A8:F8"/>',
    hidden=True,
)
