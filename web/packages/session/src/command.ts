import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";

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
  return {
    ...mutation,
    mutate: (variables, after) => void tell(mutation.mutateAsync(variables), after),
  };
}

/** Tell an end to whoever asked. A refusal that nobody asked for stands in `error`. */
async function tell<T>(ending: Promise<T>, after: After<T> = {}): Promise<void> {
  await ending.then(after.onSuccess ?? ignore, after.onError ?? ignore);
}

function ignore(): void {}
