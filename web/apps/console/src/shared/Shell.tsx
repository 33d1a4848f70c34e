import { setViewAs, tenantBase } from "@bihuan/api";
import { pick, setLanguage, useLanguage, useTexts } from "@bihuan/i18n";
import { CompanyMark, may, useMe, useSignOut, uses, useUses } from "@bihuan/session";
import { Avatar, Brand, Button, Icon, Menu, setTheme, Toasts, useTheme } from "@bihuan/ui";
import { Fragment, type ReactNode, useEffect, useRef, useState } from "react";
import { NavLink, Outlet, useLocation, useNavigate } from "react-router";
import { GROUPS, type Place } from "./places.ts";
import styles from "./Shell.module.css";
import { iconOf, useTables } from "./tables.ts";
import { texts } from "./texts.ts";
import { usePlaces } from "./usePlaces.ts";

/** What stands around every page: where to go, what to make, who is signed in. */
export function Shell({ bell, notice }: { bell: ReactNode; notice: ReactNode }) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {t("skip")}
      </a>
      <header className={styles.top}>
        <span className={styles.burger}>
          <Button look="quiet" icon="menu" label={t("openMenu")} aria-expanded={open} onClick={() => setOpen(!open)} />
        </span>
        <NavLink to="/tickets" className={styles.brand ?? ""}>
          <Brand name={t("product")} />
        </NavLink>
        <span className={styles.whose}>
          <CompanyMark />
        </span>
        <span className={styles.space} />
        <NewTicket />
        {bell}
        <Account />
      </header>
      <Navigation open={open} onGo={() => setOpen(false)} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Looking />
        {notice}
        <Outlet />
      </main>
      <Toasts />
    </div>
  );
}

function Navigation({ open, onGo }: { open: boolean; onGo: () => void }) {
  const t = useTexts(texts);
  const reachable = usePlaces();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const tables = useTables().data;
  // The list is longer than most screens: where one is must be seen, also after a way by search or by a link.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place changes with the address, and tables come late.
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView?.({ block: "nearest" });
  }, [pathname, open, tables]);
  return (
    <nav ref={nav} className={styles.side} data-open={open} aria-label={t("navigation")}>
      <Links places={reachable.filter((place) => !place.group)} onGo={onGo} />
      <TableLinks onGo={onGo} />
      {GROUPS.map((group) => {
        const places = reachable.filter((place) => place.group === group);
        return (
          places.length > 0 && (
            <Fragment key={group}>
              <p className={styles.group}>{t(group)}</p>
              <Links places={places} onGo={onGo} />
            </Fragment>
          )
        );
      })}
    </nav>
  );
}

/** The company's own tables, below everyday work; nothing where there is none to see. */
function TableLinks({ onGo }: { onGo: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const manages = may(useMe(), "manage", "table");
  const used = useUses("tables");
  const tables = useTables().data?.filter((table) => !table.archived) ?? [];
  if (!used || (!tables.length && !manages)) return null;
  return (
    <>
      <p className={styles.group}>{t("dataTables")}</p>
      {tables.map((table) => (
        <NavLink key={table.key} to={`/data/${table.key}`} className={styles.place ?? ""} onClick={onGo}>
          <Icon name={iconOf(table.icon)} />
          {pick(table.label, language)}
        </NavLink>
      ))}
      {manages && (
        <NavLink to="/data" end className={styles.place ?? ""} onClick={onGo}>
          <Icon name="list" />
          {t("allTables")}
        </NavLink>
      )}
    </>
  );
}

function Links({ places, onGo }: { places: readonly Place[]; onGo: () => void }) {
  const t = useTexts(texts);
  return places.map((place) => (
    <NavLink key={place.to} to={place.to} className={styles.place ?? ""} onClick={onGo}>
      <Icon name={place.icon} />
      {t(place.text)}
    </NavLink>
  ));
}

/** Whoever looks through the eyes of a role is told so on every page, and can leave. */
function Looking() {
  const t = useTexts(texts);
  const language = useLanguage();
  const role = useMe().viewing_as;
  if (!role) return null;
  const label = sessionStorage.getItem(`bihuan.role.${role}.${language}`) ?? role;
  const leave = () => {
    setViewAs("");
    location.assign(`${tenantBase()}/roles`);
  };
  return (
    <div className={styles.looking} role="status">
      {t("looking", { role: label })}
      <Button onClick={leave}>{t("leaveLook")}</Button>
    </div>
  );
}

function NewTicket() {
  const t = useTexts(texts);
  const navigate = useNavigate();
  if (!may(useMe(), "create", "ticket")) return null;
  return (
    <Button look="primary" icon="plus" aria-label={t("create")} onClick={() => navigate("/new")}>
      <span className={styles.wideOnly}>{t("create")}</span>
    </Button>
  );
}

function Account() {
  const t = useTexts(texts);
  const me = useMe();
  const theme = useTheme();
  const language = useLanguage();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const name = me.name ?? me.login ?? "";
  const other = theme === "dark" ? "light" : "dark";
  const items = [
    { key: "security", label: t("security"), icon: "lock", onPick: () => navigate("/account") },
    // Everybody of the company keeps some of his own; those who keep them for others find them among what is set up.
    ...(me.customer === null && uses(me, "replies")
      ? [{ key: "replies", label: t("replies"), icon: "note", onPick: () => navigate("/replies") } as const]
      : []),
    { key: "theme", label: t(other), icon: other === "dark" ? "moon" : "sun", onPick: () => setTheme(other) },
    {
      key: "language",
      label: t("language"),
      icon: "globe",
      onPick: () => setLanguage(language === "zh" ? "en" : "zh"),
    },
    { key: "out", label: t("signOut"), icon: "out", onPick: () => signOut.mutate() },
  ] as const;
  return (
    <Menu label={`${t("account")} ${name}`} items={[...items]}>
      <Avatar name={name} />
      <span className={styles.name} title={name}>
        {name}
      </span>
      <Icon name="chevron" />
    </Menu>
  );
}
