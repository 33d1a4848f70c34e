import { api, type Rule, unwrap } from "@bihuan/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const RULES = ["rules"];
const LATELY = 20;
const TRIED = 100;

/** The rules in the order in which they run. */
export function useRules() {
  return useQuery({ queryKey: RULES, queryFn: () => unwrap(api.GET("/api/v1/automations/rules")) });
}

/** What a rule did lately and why it did not, about tickets that this person may read. */
export function useRuns(rule: string) {
  return useQuery({
    queryKey: [...RULES, rule, "runs"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/automations/rules/{key}/runs", { params: { path: { key: rule }, query: { limit: LATELY } } }),
      ),
  });
}

export function useSwitchRule(rule: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (active: boolean) =>
      unwrap(api.POST("/api/v1/automations/rules/{key}/switch", { params: { path: { key: rule } }, body: { active } })),
    onSuccess: () => client.invalidateQueries({ queryKey: RULES }),
  });
}

/** What the rule would have done about the last tickets; nothing is written, nobody is told. */
export function useDryRun(rule: Rule) {
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/automations/dry-run", { body: { body: rule.body, last: TRIED } })),
  });
}
