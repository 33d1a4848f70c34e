// @vitest-environment happy-dom
// A note goes to the phone's disk while its writer goes on: nothing typed meanwhile is lost, nothing goes twice.
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useDraft, type Written } from "../src/features/job/useDraft.ts";

afterEach(cleanup);

/** A disk that answers when the test says so. */
function slowDisk() {
  const asked: Written[] = [];
  const answers: ((id: string | null) => void)[] = [];
  const keep = (written: Written) => {
    asked.push(written);
    return new Promise<string | null>((resolve) => answers.push(resolve));
  };
  const drawn = renderHook(() => useDraft(keep));
  const write = (text: string, file: string) =>
    act(() => {
      drawn.result.current.setText(text);
      drawn.result.current.change((standing) => [...standing, file]);
    });
  const submit = () => act(() => void drawn.result.current.submit());
  const answer = (id: string | null) => act(async () => answers.shift()?.(id));
  return { asked, drawn: drawn.result, write, submit, answer };
}

test("what is typed and added while a note is being kept is the next note", async () => {
  const { asked, drawn, write, submit, answer } = slowDisk();
  write("压缩过的录像", "a");
  submit();
  write("原样的录像", "b");
  await answer("entry");
  expect([drawn.current.text, drawn.current.files]).toEqual(["原样的录像", ["b"]]);
  submit();
  expect(asked).toEqual([
    { text: "压缩过的录像", files: ["a"] },
    { text: "原样的录像", files: ["b"] },
  ]);
});

test("what could not be kept comes back before what was typed since", async () => {
  const { drawn, write, submit, answer } = slowDisk();
  write("一", "a");
  submit();
  expect([drawn.current.text, drawn.current.files]).toEqual(["", []]);
  write("二", "b");
  await answer(null);
  expect([drawn.current.text, drawn.current.files]).toEqual(["一\n二", ["a", "b"]]);
});
