// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Dialog } from "../src/Dialog.tsx";

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

// As browsers do it: closed now, and told of it later; here never.
beforeEach(() => {
  vi.spyOn(HTMLDialogElement.prototype, "close").mockImplementation(function (this: HTMLDialogElement) {
    this.open = false;
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const dialog = () => document.querySelector("dialog");

test("a dialog goes when it is closed, not when the browser says so, and another can be asked for at once", () => {
  render(<Asking />);
  fireEvent.click(screen.getByLabelText("close"));
  expect(dialog()).toBeNull();
  fireEvent.click(screen.getByText("again"));
  expect([dialog()?.open, dialog()?.getAttribute("aria-label")]).toEqual([true, "second"]);
});

test("who chooses no file stays in the dialog", () => {
  render(
    <Dialog title="files" closeLabel="close" onClose={() => expect.fail("closed")}>
      <input type="file" aria-label="file" />
    </Dialog>,
  );
  fireEvent(screen.getByLabelText("file"), new Event("cancel", { bubbles: true }));
  expect(dialog()?.open).toBe(true);
});

test("Escape does the same", () => {
  render(<Asking />);
  fireEvent(dialog() as HTMLDialogElement, new Event("cancel", { cancelable: true }));
  expect(dialog()).toBeNull();
});
