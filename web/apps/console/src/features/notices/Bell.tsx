import { useTexts } from "@bihuan/i18n";
import { Icon } from "@bihuan/ui";
import { NavLink } from "react-router";
import styles from "./Bell.module.css";
import { texts } from "./texts.ts";
import { useNoticesAsTheyCome, useUnread } from "./useNotices.ts";

const MOST_SHOWN = 99;

/** The way to the notices, with how many are unread, as they come. */
export function Bell() {
  const t = useTexts(texts);
  useNoticesAsTheyCome();
  const count = useUnread().data ?? 0;
  // Said as it is shown: who speaks to the page says what he reads.
  const shown = count > MOST_SHOWN ? t("many") : String(count);
  const label = count ? t("bellUnread", { count: shown }) : t("bell");
  return (
    <NavLink to="/notices" className={styles.bell ?? ""} aria-label={label} title={label}>
      <Icon name="bell" size={18} />
      {count > 0 && (
        <span className={styles.count} aria-hidden="true">
          {shown}
        </span>
      )}
    </NavLink>
  );
}
