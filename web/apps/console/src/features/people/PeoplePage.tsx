import type { User } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Leaves, leaveTexts } from "@bihuan/session/leaves";
import { Button, Chip, Dialog, Icon, Menu, Skeleton, State, showToast, Tag, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { useNavigate } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { useRoleOptions, useUnitOptions } from "../../shared/admin/organisation.ts";
import { Head, type Option, Refused, useSettled } from "../../shared/admin/parts.tsx";
import { texts as common } from "../../shared/admin/texts.ts";
import { Deputies } from "../../shared/deputies/Deputies.tsx";
import { texts as deputyTexts } from "../../shared/deputies/texts.ts";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { PersonForm } from "./PersonForm.tsx";
import { InvitationDialog, PasswordDialog } from "./Secrets.tsx";
import { texts } from "./texts.ts";
import { type First, useAdminPeople, useEndSessions, useResetFactor, useSetState } from "./useAdminPeople.ts";

type Opened = { what: "form"; person: User | null } | { what: First | "deputies" | "leaves"; person: User } | null;

/** Who works here: found, added, changed, let go and let back in. */
export default function PeoplePage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const d = useTexts(deputyTexts);
  const l = useTexts(leaveTexts);
  const c = useTexts(common);
  const me = useMe();
  const [text, setText] = useState("");
  const [state, setState] = useState<"active" | "left">("active");
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {may(me, "create", "user") && (
          <Button look="primary" icon="plus" onClick={() => setOpened({ what: "form", person: null })}>
            {t("add")}
          </Button>
        )}
      </Head>
      <div className={styles.bar}>
        <TextInput
          type="search"
          className={styles.grow}
          aria-label={t("find")}
          placeholder={t("find")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Chip on={state === "active"} onToggle={() => setState("active")}>
          {t("active")}
        </Chip>
        <Chip on={state === "left"} onToggle={() => setState("left")}>
          {t("left")}
        </Chip>
      </div>
      <Listed q={useSettled(text.trim())} state={state} onOpen={setOpened} />
      {opened?.what === "form" && (
        <PersonForm
          person={opened.person}
          onClose={close}
          onMade={(person, what) => setOpened(what === "later" ? null : { what, person })}
        />
      )}
      {opened?.what === "invitation" && (
        <InvitationDialog user={opened.person.id} name={opened.person.name ?? ""} onClose={close} />
      )}
      {opened?.what === "deputies" && (
        <Dialog title={d("of", { name: opened.person.name ?? "" })} closeLabel={c("close")} onClose={close}>
          <Deputies user={opened.person.id} />
        </Dialog>
      )}
      {opened?.what === "leaves" && (
        <Dialog title={l("of", { name: opened.person.name ?? "" })} closeLabel={c("close")} onClose={close}>
          <Leaves user={opened.person.id} />
        </Dialog>
      )}
      {opened?.what === "password" && (
        <PasswordDialog user={opened.person.id} name={opened.person.name ?? ""} onClose={close} />
      )}
    </div>
  );
}

function Listed({ q, state, onOpen }: { q: string; state: "active" | "left"; onOpen: (opened: Opened) => void }) {
  const t = useTexts(texts);
  const c = useTexts(common);
  const people = useAdminPeople(q, state);
  const roles = useRoleOptions();
  const departments = useUnitOptions("departments");
  if (people.isPending) return <Skeleton lines={10} height={22} />;
  if (people.isError && !people.data) return <Failure error={people.error} onRetry={() => people.refetch()} />;
  const listed = people.data.pages.flatMap((page) => page.items);
  if (!listed.length) return <State icon="user" title={t("none")} hint={t("noneHint")} />;
  return (
    <>
      <div className={styles.card}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t("name")}</th>
              <th>{t("login")}</th>
              <th>{t("phone")}</th>
              <th>{t("roles")}</th>
              <th>{t("departments")}</th>
              <th>
                <span aria-hidden="true" />
              </th>
            </tr>
          </thead>
          <tbody>
            {listed.map((person) => (
              <tr key={person.id}>
                <td>
                  <button type="button" className={styles.link} onClick={() => onOpen({ what: "form", person })}>
                    {person.name}
                  </button>
                </td>
                <td data-label={t("login")}>{person.login}</td>
                <td data-label={t("phone")}>{person.phone}</td>
                <td data-label={t("roles")}>
                  <Names ids={person.roles} among={roles} />
                </td>
                <td data-label={t("departments")}>
                  <Names ids={person.departments} among={departments} />
                </td>
                <td>
                  <Actions person={person} onOpen={onOpen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {people.hasNextPage && (
        <Button busy={people.isFetchingNextPage} onClick={() => people.fetchNextPage()}>
          {c("more")}
        </Button>
      )}
    </>
  );
}

function Names({ ids, among }: { ids: string[] | null | undefined; among: Option[] }) {
  return (
    <span className={styles.tags}>
      {ids?.map((id) => (
        <Tag key={id}>{among.find((option) => option.value === id)?.label ?? id}</Tag>
      ))}
    </span>
  );
}

function Actions({ person, onOpen }: { person: User; onOpen: (opened: Opened) => void }) {
  const t = useTexts(texts);
  const me = useMe();
  const setState = useSetState(person);
  const end = useEndSessions(person);
  const reset = useResetFactor(person);
  const away = useAway(person, onOpen);
  const navigate = useNavigate();
  if (!may(me, "manage", "user") && !may(me, "appoint", "user")) return null;
  const name = person.name ?? "";
  const active = person.state === "active";
  const turn = () =>
    setState.mutate(!active, {
      onSuccess: () => showToast(active ? t("deactivated", { name }) : t("reactivated", { name })),
    });
  const ended = () => end.mutate(undefined, { onSuccess: () => showToast(t("ended", { name })) });
  const noFactor = () => reset.mutate(undefined, { onSuccess: () => showToast(t("factorReset", { name })) });
  const own = person.id === me.id;
  const managed = [
    { key: "change", label: t("change"), onPick: () => onOpen({ what: "form", person }) },
    ...(active && !own
      ? [
          { key: "invite", label: t("invite"), onPick: () => onOpen({ what: "invitation", person }) },
          { key: "password", label: t("newPassword"), onPick: () => onOpen({ what: "password", person }) },
          { key: "factor", label: t("resetFactor"), onPick: noFactor },
        ]
      : []),
    ...(active ? [{ key: "end", label: t("endSessions"), onPick: ended }] : []),
    ...(own || !may(me, "manage", "erasure")
      ? []
      : [{ key: "erase", label: t("erase"), onPick: () => navigate(`/erasures?kind=user&subject=${person.id}`) }]),
    ...(own ? [] : [{ key: "state", label: active ? t("deactivate") : t("reactivate"), onPick: turn }]),
  ];
  const items = [...away, ...(may(me, "manage", "user") ? managed : [])];
  return (
    <>
      <Menu label={t("manage", { name })} items={items}>
        <Icon name="menu" />
      </Menu>
      <Refused error={setState.error ?? end.error ?? reset.error} />
    </>
  );
}

/** What is to be settled for somebody who is away, or goes for good. */
function useAway(person: User, onOpen: (opened: Opened) => void) {
  const t = useTexts(texts);
  const me = useMe();
  const d = useTexts(deputyTexts);
  const l = useTexts(leaveTexts);
  const navigate = useNavigate();
  const deputies = { key: "deputies", label: d("title"), onPick: () => onOpen({ what: "deputies", person }) };
  const leaves = { key: "leaves", label: l("title"), onPick: () => onOpen({ what: "leaves", person }) };
  // Whoever goes leaves work behind: the way to it stands where he is let go.
  const handOver = { key: "hand", label: t("handOver"), onPick: () => navigate(`/hand-over?person=${person.id}`) };
  return [
    ...(may(me, "appoint", "user") ? [deputies] : []),
    ...(person.state === "active" && may(me, "plan", "roster") ? [leaves] : []),
    ...(may(me, "assign", "ticket") ? [handOver] : []),
  ];
}
