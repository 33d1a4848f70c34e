import { type Action, api, type Task, type TicketRow, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useCommand, useSayProblem } from "@bihuan/session";
import { Button, Dialog, Notice, Skeleton, showToast } from "@bihuan/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { texts } from "../texts.ts";
import styles from "./Board.module.css";

interface Props {
  ticket: TicketRow;
  /** The column that it was let go over; null when it was asked for by its button. */
  to: string | null;
  onClose: () => void;
}

interface Way {
  task: Task;
  action: Action;
}

/** Only drawn ways exist: the actions that this person may do now. One that asks for more is done on the ticket's page. */
export function MoveDialog({ ticket, to, onClose }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const say = useSayProblem();
  const navigate = useNavigate();
  const client = useQueryClient();
  const path = { key: ticket.id };
  const known = useQuery({
    queryKey: ["ticket", ticket.number],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}", { params: { path } })),
    staleTime: 0,
  });
  const act = useCommand({
    mutationFn: ({ task, action }: Way) =>
      unwrap(
        api.POST("/api/v1/tasks/{task}/actions/{action}", {
          params: {
            path: { task: task.id, action: action.key },
            header: { "If-Match": `"${known.data?.version}"` },
          },
          body: {},
        }),
      ),
    onSuccess: async (after) => {
      showToast(t("movedTo", { number: after.number, stage: pick(after.stage_label, language) }));
      await client.invalidateQueries({ queryKey: ["board"] });
      onClose();
    },
  });
  const ways = known.data?.tasks.flatMap((task) => task.actions.map((action) => ({ task, action }))) ?? [];
  const choose = (way: Way) => (asksNothing(way.action) ? act.mutate(way) : navigate(`/tickets/${ticket.number}`));
  return (
    <Dialog title={t("moveTitle", { number: ticket.number })} closeLabel={t("close")} onClose={onClose}>
      <p>{to ? t("moveTo", { title: ticket.title ?? "", stage: to }) : t("moveHow", { title: ticket.title ?? "" })}</p>
      {known.isPending && <Skeleton lines={2} />}
      {known.isSuccess && ways.length === 0 && <Notice tone="warn">{t("noWay")}</Notice>}
      {(act.error ?? known.error) && <Notice>{say(act.error ?? known.error)}</Notice>}
      <div className={styles.ways}>
        {ways.map((way) => (
          <Button key={`${way.task.id} ${way.action.key}`} busy={act.isPending} onClick={() => choose(way)}>
            {pick(way.action.label, language)}
            {!asksNothing(way.action) && " …"}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}

/** Whether the action can be done without a word. */
function asksNothing(action: Action): boolean {
  return (
    action.comment !== "required" &&
    action.signature !== "required" &&
    !action.needs_person &&
    action.targets.length === 0 &&
    Object.keys(action.evidence).length === 0 &&
    !Object.values(action.form).includes("required")
  );
}
