// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { Dialog } from "../src/Dialog.tsx";

afterEach(cleanup);

function Asking() {
  const [asked, setAsked] = useState<string | null>("first");
  return (
    <>
      <button type="button" onClick={() => setAsked("second")}>
        again
      </button>
      {asked && (
        <Dialog title={asked} closeLabel="close" onClose={() => setAsked(null)}>
          {asked}
        </Dialog>
      )}
    </>
  );
}

test("a dialog that is closed and asked for again in one go is open", () => {
  render(<Asking />);
  const dialog = () => document.querySelector("dialog");
  expect(dialog()?.open).toBe(true);
  act(() => {
    dialog()?.close();
    screen.getByText("again").click();
  });
  expect([dialog()?.open, dialog()?.getAttribute("aria-label")]).toEqual([true, "second"]);
  act(() => dialog()?.close());
  expect(dialog()).toBeNull();
});
