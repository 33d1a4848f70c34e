// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen } from "@testing-library/react";
import { useEffect, useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { useCommand } from "../src/index.ts";

afterEach(cleanup);

function Row({
  answer,
  onDone,
  onGone,
}: {
  answer: Promise<string>;
  onDone: (said: string) => void;
  onGone: () => void;
}) {
  const command = useCommand({ mutationFn: () => answer });
  const ask = () => {
    command.mutate(undefined, { onSuccess: onDone });
    onGone();
  };
  return (
    <button type="button" onClick={ask}>
      ask
    </button>
  );
}

function List({ answer, onDone }: { answer: Promise<string>; onDone: (said: string) => void }) {
  const [isHere, setHere] = useState(true);
  return isHere ? <Row answer={answer} onDone={onDone} onGone={() => setHere(false)} /> : <p>nobody</p>;
}

test("what follows a command is done although the row that asked has left the list", async () => {
  const done = vi.fn();
  let tell: (said: string) => void = () => {};
  const answer = new Promise<string>((resolve) => {
    tell = resolve;
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <List answer={answer} onDone={done} />
    </QueryClientProvider>,
  );
  await act(async () => screen.getByRole("button").click());
  screen.getByText("nobody");
  await act(async () => tell("let go"));
  expect(done).toHaveBeenCalledExactlyOnceWith("let go");
});

function Asking({ ask }: { ask: () => Promise<string> }) {
  const command = useCommand({ mutationFn: ask });
  const { mutate } = command;
  useEffect(() => mutate(), [mutate]);
  return <p>{command.data ?? "asking"}</p>;
}

test("an effect that sends a command sends it once", async () => {
  const ask = vi.fn(async () => "answered");
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Asking ask={ask} />
    </QueryClientProvider>,
  );
  await screen.findByText("answered");
  expect(ask).toHaveBeenCalledTimes(1);
});
