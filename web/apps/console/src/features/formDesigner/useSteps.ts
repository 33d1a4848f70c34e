import { api, type Texts, unwrap } from "@bihuan/api";
import type { FieldRight } from "@bihuan/core";
import { pick, useLanguage } from "@bihuan/i18n";
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useRoles } from "../../shared/admin/organisation.ts";
import { useTypesOf } from "./useFormDesign.ts";

export const RIGHTS: readonly FieldRight[] = ["hidden", "read", "edit", "required"];

/** A step of a flow that uses the form, at which people see and fill in fields. */
export interface Step {
  /** Flow and step. */
  id: string;
  flow: string;
  flowLabel: Texts;
  label: Texts;
  rights: Readonly<Record<string, FieldRight>>;
  who: readonly string[];
}

const PEOPLE = new Set(["start", "handle", "approve"]);

/** The steps of all flows whose tickets use the form. */
export function useSteps(form: string): readonly Step[] {
  const flows = [...new Set(useTypesOf(form).map((type) => type.flow))];
  const language = useLanguage();
  const roles = useRoles().data;
  const bodies = useQueries({
    queries: flows.map((key) => ({
      queryKey: ["flow", key],
      queryFn: () => unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key } } })),
    })),
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  });
  return useMemo(() => {
    const names = new Map(roles?.map((role) => [role.key, pick(role.label, language)]));
    return bodies.flatMap((flow) =>
      stepsIn(flow.body).map((step) => ({
        id: `${flow.key} ${String(step.id)}`,
        flow: flow.key,
        flowLabel: textsOf(flow.body.label, flow.key),
        label: textsOf(step.label, String(step.id)),
        rights: (step.fields ?? {}) as Step["rights"],
        who: rolesIn(step).map((role) => names.get(role) ?? role),
      })),
    );
  }, [bodies, roles, language]);
}

type Raw = Readonly<Record<string, unknown>>;

/** The steps for people, wherever they stand: in branches, lanes and rounds, too. */
export function stepsIn(part: unknown): Raw[] {
  if (Array.isArray(part)) return part.flatMap(stepsIn);
  if (typeof part !== "object" || part === null) return [];
  const one = part as Raw;
  const inner = Object.entries(one).flatMap(([name, value]) => (name === "fields" ? [] : stepsIn(value)));
  return typeof one.id === "string" && PEOPLE.has(String(one.kind)) ? [one, ...inner] : inner;
}

function textsOf(label: unknown, otherwise: string): Texts {
  if (typeof label === "string") return { zh: label };
  return (label as Texts | undefined) ?? { zh: otherwise };
}

/** The roles that the step names: who may begin it, take it, give it, decide. */
function rolesIn(step: Raw): string[] {
  const sources = [step.who, step.owner, step.approvers].filter((one) => typeof one === "object" && one !== null);
  const named = sources.flatMap((one) => {
    const { role, roles } = one as { role?: unknown; roles?: unknown };
    return [...(typeof role === "string" ? [role] : []), ...(Array.isArray(roles) ? roles.map(String) : [])];
  });
  return [...new Set(named)];
}
