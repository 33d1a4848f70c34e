import { api, unwrap, type Witnesses } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["witnesses"];
const MOVING_MS = 2_000;

export type Destination = Witnesses["destinations"][number];
export type Departure = Witnesses["departures"][number];
export type WitnessKind = Destination["kind"];

export interface DestinationInput {
  id?: string;
  kind: WitnessKind;
  label: string;
  settings: Record<string, string>;
  enabled: boolean;
}

export function useWitnesses() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api.GET("/api/v1/witness")),
    // What is on its way is there a moment later.
    refetchInterval: ({ state }) =>
      state.data?.departures.some((one) => one.state === "waiting" && one.attempts === 0) ? MOVING_MS : false,
  });
}

function useFresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ["upkeep"] })]);
}

export function useSaveDestination() {
  const onSuccess = useFresh();
  return useCommand({
    mutationFn: ({ id, ...body }: DestinationInput) =>
      id
        ? unwrap(api.PUT("/api/v1/witness/destinations/{witness}", { params: { path: { witness: id } }, body }))
        : unwrap(api.POST("/api/v1/witness/destinations", { body })),
    onSuccess,
  });
}

export function useRemoveDestination() {
  const onSuccess = useFresh();
  return useCommand({
    mutationFn: (witness: string) =>
      unwrap(api.DELETE("/api/v1/witness/destinations/{witness}", { params: { path: { witness } } })),
    onSuccess,
  });
}

export function useSavePlan() {
  const onSuccess = useFresh();
  return useCommand({
    mutationFn: (body: { hour: number; overdue_days: number }) => unwrap(api.PUT("/api/v1/witness/plan", { body })),
    onSuccess,
  });
}

export function useSendNow() {
  const onSuccess = useFresh();
  return useCommand({
    mutationFn: (only: string | null) => unwrap(api.POST("/api/v1/witness/send", { body: { only } })),
    onSuccess,
  });
}

export function useRetry() {
  const onSuccess = useFresh();
  return useCommand({
    mutationFn: (departure: string) =>
      unwrap(api.POST("/api/v1/witness/departures/{departure}/retry", { params: { path: { departure } } })),
    onSuccess,
  });
}
