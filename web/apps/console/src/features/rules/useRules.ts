import { api, type Rule, type Texts, unwrap } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const RULES = ["rules"];
const LATELY = 20;
const TRIED = 100;

/** The rules in the order in which they run. */
export function useRules() {
  // The server says each rule in the person's language.
  const queryKey = [...RULES, useLanguage()];
  const queryFn = () => unwrap(api.GET("/api/v1/automations/rules"));
  return useQuery({ queryKey, queryFn, placeholderData: (before) => before });
}

/** What a rule did lately and why it did not, about tickets that this person may read. */
export function useRuns(rule: string) {
  return useQuery({
    queryKey: [...RULES, useLanguage(), rule, "runs"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/automations/rules/{key}/runs", { params: { path: { key: rule }, query: { limit: LATELY } } }),
      ),
  });
}

/** The labels of fields that rules may set, by key. */
export function useFieldNames(): (keys: readonly string[]) => string {
  const language = useLanguage();
  const known = useQuery({
    queryKey: [...RULES, "vocabulary"],
    queryFn: () => unwrap(api.GET("/api/v1/automations/vocabulary")),
    select: ({ fields }) => new Map(fields.map((field) => [String(field.key), field.label as Texts])),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const name = (key: string) => {
    const label = known.data?.get(key);
    return label ? pick(label, language) : key;
  };
  return (keys) => keys.map(name).join(" · ");
}

export function useSwitchRule(rule: string) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (active: boolean) =>
      unwrap(api.POST("/api/v1/automations/rules/{key}/switch", { params: { path: { key: rule } }, body: { active } })),
    onSuccess: () => client.invalidateQueries({ queryKey: RULES }),
  });
}

/** What the rule would have done about the last tickets; nothing is written, nobody is told. */
export function useDryRun(rule: Rule) {
  return useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/automations/dry-run", { body: { body: rule.body, last: TRIED } })),
  });
}
