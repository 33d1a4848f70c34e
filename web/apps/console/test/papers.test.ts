import { nameIn } from "@bihuan/api";
import { expect, test } from "vitest";

test("a paper has the name that the server gave, Chinese included", () => {
  const header =
    "attachment; filename=\"receipt.pdf\"; filename*=UTF-8''WX1%20%E6%9C%8D%E5%8A%A1%E5%9B%9E%E5%8D%95.pdf";
  expect(nameIn(header)).toBe("WX1 服务回单.pdf");
  expect(nameIn("inline; filename*=UTF-8''%E6%9")).toBeNull();
  expect(nameIn("attachment")).toBeNull();
  expect(nameIn(null)).toBeNull();
});
