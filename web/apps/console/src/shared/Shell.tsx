import { setViewAs, tenantBase } from "@bihuan/api";
import { setLanguage, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSignOut } from "@bihuan/session";
import { Avatar, Brand, Button, Icon, Menu, setTheme, Toasts, useTheme } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { NavLink, Outlet, useNavigate } from "react-router";
import type { Place } from "./places.ts";
import styles from "./Shell.module.css";
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
  const admin = reachable.filter((place) => place.admin);
  return (
    <nav className={styles.side} data-open={open} aria-label={t("navigation")}>
      <Links places={reachable.filter((place) => !place.admin)} onGo={onGo} />
      {admin.length > 0 && <p className={styles.group}>{t("administration")}</p>}
      <Links places={admin} onGo={onGo} />
    </nav>
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
      <span className={styles.name}>{name}</span>
      <Icon name="chevron" />
    </Menu>
  );
}
