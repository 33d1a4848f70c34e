// Departments, areas, skills, teams and roles: what people belong to and have.
import { api, unwrap } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import type { Option } from "./parts.tsx";

export const UNITS = ["departments", "areas", "skills", "teams"] as const;
export type Units = (typeof UNITS)[number];
const KINDS = { departments: "department", areas: "area", skills: "skill", teams: "team" } as const;

export interface Unit {
  id: string;
  name: string;
  parent: string | null;
  head: string | null;
}

export function kindOf(units: Units) {
  return KINDS[units];
}

/** The units of one kind by name; none for somebody who may not read them. */
export function useUnits(units: Units) {
  return useQuery({
    queryKey: ["units", units],
    queryFn: (): Promise<Unit[]> => unwrap(api.GET(`/api/v1/${units}`)),
    enabled: may(useMe(), "read", KINDS[units]),
  });
}

export function useUnitOptions(units: Units): Option[] {
  return useUnits(units).data?.map((unit) => ({ value: unit.id, label: unit.name })) ?? [];
}

export function useRoles() {
  return useQuery({
    queryKey: ["roles"],
    queryFn: () => unwrap(api.GET("/api/v1/roles")),
    enabled: may(useMe(), "read", "role"),
  });
}

export function useRoleOptions(): Option[] {
  const language = useLanguage();
  return useRoles().data?.map((role) => ({ value: role.key, label: pick(role.label, language) })) ?? [];
}

/** Units in the order of their tree, each with its depth; whatever hangs in the air stands at the top. */
export function asTree(units: readonly Unit[]): { unit: Unit; depth: number }[] {
  const known = new Set(units.map((unit) => unit.id));
  const below = (parent: string | null, depth: number): { unit: Unit; depth: number }[] =>
    units
      .filter((unit) => (unit.parent && known.has(unit.parent) ? unit.parent : null) === parent)
      .flatMap((unit) => [{ unit, depth }, ...below(unit.id, depth + 1)]);
  return below(null, 0);
}
