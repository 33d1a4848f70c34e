// @vitest-environment happy-dom
// A photo may arrive at the moment at which somebody answers beside it: neither may be lost.
import { type JsonObject, readForm } from "@bihuan/core";
import { act, cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import {
  FormFields,
  type FormServices,
  FormServicesContext,
  RELATIONS,
  type StoredFile,
  useFormState,
} from "../src/index.ts";

afterEach(cleanup);

const FORM = readForm(
  {
    form: "upkeep",
    label: { zh: "保养" },
    fields: [
      {
        key: "checks",
        kind: "checklist",
        label: { zh: "检查" },
        items: [
          { key: "bolts", label: { zh: "紧固" } },
          { key: "oil", label: { zh: "油位" } },
        ],
      },
      { key: "shots", kind: "files", label: { zh: "照片" } },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);

/** A form whose files arrive when the test says so; `held` is what it holds then. */
function Upkeep({ services, held }: { services: FormServices; held: (changes: JsonObject) => void }) {
  const state = useFormState({
    form: FORM,
    zone: "Asia/Shanghai",
    typed: { checks: [{ id: "bolts", answer: "not_ok" }] },
  });
  held(state.changes as JsonObject);
  return (
    <FormServicesContext value={services}>
      <FormFields state={state} />
    </FormServicesContext>
  );
}

function begin() {
  const arrivals: (() => void)[] = [];
  const services: FormServices = {
    upload: (file) =>
      new Promise<StoredFile>((resolve) =>
        arrivals.push(() => resolve({ id: file.name, name: file.name, type: "image/jpeg" })),
      ),
    references: () => null,
    lookUp: () => Promise.reject(new Error("not there")),
  };
  let now: JsonObject = {};
  const view = render(
    <Upkeep
      services={services}
      held={(changes) => {
        now = changes;
      }}
    />,
  );
  return { arrivals, view, held: () => now };
}

function choose(input: Element | null, name: string): void {
  if (!(input instanceof HTMLInputElement)) throw new Error("no picker");
  const files = [new File(["x"], name, { type: "image/jpeg" })];
  Object.defineProperty(input, "files", { value: files, configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

test("an answer given while a photo of another item arrives takes nothing from it", async () => {
  const { arrivals, view, held } = begin();
  const item = await screen.findByText("油位");
  await act(async () => choose(view.container.querySelector("[data-item=bolts] input[type=file]"), "bolt.jpg"));
  const oil = item.closest("[data-item]");
  if (!(oil instanceof HTMLElement)) throw new Error("no item");
  const [ok] = within(oil).getAllByRole("button");
  await act(async () => {
    for (const arrive of arrivals) arrive();
    // The photo has been put in, and nothing has been drawn since.
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    ok?.click();
  });
  expect(held().checks).toEqual([
    { id: "bolts", answer: "not_ok", photos: ["bolt.jpg"] },
    { id: "oil", answer: "ok" },
  ]);
});

test("two handfuls that arrive together both stay", async () => {
  const { arrivals, view, held } = begin();
  const picker = view.container.querySelector("[data-field=shots] input[type=file]");
  await act(async () => choose(picker, "one.jpg"));
  await act(async () => choose(picker, "two.jpg"));
  await act(async () => {
    for (const arrive of arrivals) arrive();
  });
  expect(held().shots).toEqual(["one.jpg", "two.jpg"]);
});
