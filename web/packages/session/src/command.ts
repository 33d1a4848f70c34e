import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useCallback } from "react";

interface After<T> {
  onSuccess?: (answer: T) => void;
  onError?: (error: Error) => void;
}

/** What `useMutation` answers with, and a `mutate` whose ends are always told. */
export type Command<T, V> = Omit<UseMutationResult<T, Error, V>, "mutate"> & {
  mutate: (variables: V, after?: After<T>) => void;
};

/**
 * A command to the server. What the caller wants done afterwards is done even when the row that asked is gone by then:
 * `useMutation` forgets it when its component leaves, and a person let go leaves the list before the answer is read.
 * A refusal stands in `error`, as ever.
 */
export function useCommand<T, V = void>(options: UseMutationOptions<T, Error, V>): Command<T, V> {
  const mutation = useMutation(options);
  const { mutateAsync } = mutation;
  // One and the same function for as long as the component is there: effects may depend on it.
  const mutate = useCallback(
    (variables: V, after?: After<T>) => void tell(mutateAsync(variables), after),
    [mutateAsync],
  );
  return { ...mutation, mutate };
}

/** Tell an end to whoever asked. A refusal that nobody asked for stands in `error`. */
async function tell<T>(ending: Promise<T>, after: After<T> = {}): Promise<void> {
  await ending.then(after.onSuccess ?? ignore, after.onError ?? ignore);
}

function ignore(): void {}
