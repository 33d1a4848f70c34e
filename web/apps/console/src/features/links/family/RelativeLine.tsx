import type { Relative } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Stage } from "../../../shared/Stage.tsx";
import styles from "../Links.module.css";
import { texts } from "./texts.ts";

interface Props {
  relative: Relative;
  /** What else there is to say of it, after its number. */
  more?: readonly string[];
  children?: ReactNode;
}

/** A parent or child: as much of it as its reader may know. */
export function RelativeLine({ relative, more = [], children }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const { number, title, openable } = relative;
  const name = title ?? number ?? t("confidential");
  const facts = [number, t("since", { at: format.instant(relative.created_at) }), ...more];
  return (
    <div className={styles.line}>
      <p className={styles.lineHead}>
        {openable && number ? (
          <Link to={`/tickets/${number}`} className={styles.title}>
            {name}
          </Link>
        ) : (
          <span className={styles.title}>{name}</span>
        )}
        {number ? (
          <Stage category={relative.category} label={pick(relative.stage_label, language) || null} />
        ) : (
          <Tag tone="quiet">{t("confidential")}</Tag>
        )}
      </p>
      <p className={styles.quiet}>{facts.filter(Boolean).join(" · ")}</p>
      {children}
    </div>
  );
}
