import { setLanguage, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSignOut } from "@bihuan/session";
import { Avatar, Brand, Button, Icon, type IconName, Menu, setTheme, Toasts, useTheme } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { NavLink, Outlet, useNavigate } from "react-router";
import styles from "./Shell.module.css";
import { texts } from "./texts.ts";

interface Place {
  to: string;
  icon: IconName;
  text: "pool" | "tasks" | "toDispatch" | "roster" | "times" | "notices" | "rules" | "calendars";
  /** The right that one needs on some of them to have any use of it. */
  needs?: string;
  /** The kind of thing that the right is about; a ticket unless it is said. */
  of?: string;
}

const PLACES: readonly Place[] = [
  { to: "/tickets", icon: "inbox", text: "pool" },
  { to: "/tasks", icon: "task", text: "tasks" },
  { to: "/dispatch", icon: "route", text: "toDispatch", needs: "assign" },
  { to: "/roster", icon: "user", text: "roster", needs: "plan", of: "roster" },
  { to: "/times", icon: "clock", text: "times", needs: "confirm_time" },
  { to: "/notices", icon: "bell", text: "notices" },
  { to: "/rules", icon: "list", text: "rules", needs: "read", of: "automation" },
  { to: "/calendars", icon: "board", text: "calendars", needs: "publish", of: "calendar" },
];

/** What stands around every page: where to go, what to make, who is signed in. */
export function Shell({ bell }: { bell: ReactNode }) {
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
        <Outlet />
      </main>
      <Toasts />
    </div>
  );
}

function Navigation({ open, onGo }: { open: boolean; onGo: () => void }) {
  const t = useTexts(texts);
  const me = useMe();
  return (
    <nav className={styles.side} data-open={open} aria-label={t("navigation")}>
      {PLACES.filter((place) => !place.needs || may(me, place.needs, place.of ?? "ticket")).map((place) => (
        <NavLink key={place.to} to={place.to} className={styles.place ?? ""} onClick={onGo}>
          <Icon name={place.icon} />
          {t(place.text)}
        </NavLink>
      ))}
    </nav>
  );
}

function NewTicket() {
  const t = useTexts(texts);
  const navigate = useNavigate();
  if (!may(useMe(), "create", "ticket")) return null;
  return (
    <Button look="primary" icon="plus" onClick={() => navigate("/new")}>
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
  const name = me.name ?? me.login ?? "";
  const other = theme === "dark" ? "light" : "dark";
  const items = [
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
    <Menu label={t("account")} items={[...items]}>
      <Avatar name={name} />
      <span className={styles.name}>{name}</span>
      <Icon name="chevron" />
    </Menu>
  );
}
