import type { SheetField, SheetForm } from "@bihuan/api";
import { expect, test } from "vitest";
import type { FormBody } from "../src/features/formDesigner/draft/body.ts";
import { kindsFor, laidInto, wishesOf, withWish } from "../src/features/formDesigner/draft/fromSheet.ts";

const words = { section: (no: number) => ({ zh: `分组 ${no}` }), part: (no: number) => ({ zh: `选项${no}` }) };

function field(title: string, kind: string, more: Partial<SheetField> = {}): SheetField {
  return { title, kind, settings: {}, required: false, why: "named", sure: "high", samples: [], columns: [], ...more };
}

const FORM: SheetForm = {
  sheets: ["点检"],
  title: "设备点检表",
  sections: [
    {
      title: "",
      fields: [
        field("点检日期", "date", { required: true }),
        field("结论", "choice", { settings: { options: ["合格", "不合格"] } }),
      ],
    },
    {
      title: "明细",
      fields: [
        field("项目", "sub_table", {
          columns: [field("名称", "text"), field("读数", "number", { settings: { unit: "℃" } })],
        }),
      ],
    },
  ],
};

const EMPTY: FormBody = { form: "form_1", label: { zh: "新表单" }, sections: [{ key: "section_1", fields: [] }] };

function laid(body: FormBody, wishes = wishesOf(FORM), buried: string[] = []): FormBody {
  return laidInto(body, { form: FORM, wishes, buried, words });
}

test("a new form becomes the sheet: its title, its sections, its fields", () => {
  const body = laid(EMPTY);
  expect(body.label).toEqual({ zh: "设备点检表" });
  expect(body.sections.map((one) => [one.key, one.label?.zh])).toEqual([
    ["section_1", "分组 1"],
    ["section_2", "明细"],
  ]);
  expect(body.sections[0]?.fields).toEqual([
    { key: "date_1", kind: "date", label: { zh: "点检日期" }, require: true },
    {
      key: "choice_1",
      kind: "choice",
      label: { zh: "结论" },
      options: [
        { value: "合格", label: { zh: "合格" } },
        { value: "不合格", label: { zh: "不合格" } },
      ],
    },
  ]);
  expect(body.sections[1]?.fields[0]?.columns).toEqual([
    { key: "column_1", kind: "text", label: { zh: "名称" } },
    { key: "column_2", kind: "number", label: { zh: "读数" }, unit: "℃" },
  ]);
});

test("what stands in a form stays, with its name, and no key is given twice or to what was removed", () => {
  const own = { key: "date_1", kind: "date", label: { zh: "交期" } };
  const body = laid({ ...EMPTY, sections: [{ key: "section_2", fields: [own] }] }, wishesOf(FORM), ["date_2"]);
  expect(body.label.zh).toBe("新表单");
  expect(body.sections.map((one) => one.key)).toEqual(["section_2", "section_1", "section_3"]);
  expect(body.sections.flatMap((one) => one.fields.map(({ key }) => key))).toEqual([
    "date_1",
    "date_3",
    "choice_1",
    "sub_table_1",
  ]);
});

test("a field is left out, called otherwise, or taken for another kind with what that kind needs", () => {
  const wishes = withWish(
    withWish(withWish(wishesOf(FORM), [0, 0], { taken: false }), [0, 1], { title: " 判定 " }),
    [1, 0],
    { taken: false },
  );
  const body = laid(EMPTY, withWish(wishes, [0, 1], { kind: "multi_choice" }));
  expect(body.sections).toHaveLength(1);
  expect(body.sections[0]?.fields).toMatchObject([{ key: "multi_choice_1", label: { zh: "判定" } }]);
  expect(body.sections[0]?.fields[0]?.options).toHaveLength(2);
});

test("nothing taken changes nothing", () => {
  const none = wishesOf(FORM).map((fields) => fields.map((one) => ({ ...one, taken: false })));
  expect(laid(EMPTY, none)).toBe(EMPTY);
});

test("a table stays a table; anything else may be any kind that holds a value, each once", () => {
  expect(kindsFor(field("项目", "sub_table", { columns: [field("名称", "text")] }))).toEqual(["sub_table"]);
  const kinds = kindsFor(field("日期", "date"));
  expect(kinds[0]).toBe("date");
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kinds).not.toContain("sub_table");
  expect(kinds).not.toContain("divider");
});
