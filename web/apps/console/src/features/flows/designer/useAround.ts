import { useMemo } from "react";
import { useRoleOptions, useUnitOptions } from "../../../shared/admin/organisation.ts";
import type { Askable } from "../../../shared/conditions/model.ts";
import { usePeople, useTicketTypes, useTypeLabel } from "../../../shared/lookups.ts";
import type { Telling } from "../model/words.ts";
import { type FormField, useCalendarKeys } from "../useFlows.ts";
import type { Around } from "./editing.ts";

/** What the editors of settings choose from. */
export function useAround(
  telling: Telling,
  fields: readonly FormField[],
  askable: readonly Askable[],
  onBody: Around["onBody"],
): Around {
  const roles = useRoleOptions();
  const teams = useUnitOptions("teams");
  const people = usePeople();
  const types = useTicketTypes();
  const typeLabel = useTypeLabel();
  const calendars = useCalendarKeys();
  return useMemo(
    () => ({
      telling,
      fields,
      askable,
      roles,
      teams,
      people: people.data?.map((one) => ({ value: one.id, label: one.name ?? one.id })) ?? [],
      types: types.data?.map((one) => ({ value: one.key, label: typeLabel(one.key) })) ?? [],
      calendars: calendars.map((one) => ({ value: one, label: telling.names.calendar(one) })),
      onBody,
    }),
    [telling, fields, askable, roles, teams, people.data, types.data, typeLabel, calendars, onBody],
  );
}
