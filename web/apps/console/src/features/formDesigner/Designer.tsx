import { useLanguage, useTexts } from "@bihuan/i18n";
import { Notice, State } from "@bihuan/ui";
import { lazy, Suspense, useMemo, useState } from "react";
import { useNarrow } from "../../shared/useNarrow.ts";
import { Canvas } from "./Canvas.tsx";
import styles from "./Designer.module.css";
import { DesignContext } from "./design.ts";
import type { FormBody } from "./draft/body.ts";
import { Inspector } from "./Inspector.tsx";
import { Leaving } from "./Leaving.tsx";
import { Palette } from "./Palette.tsx";
import { Toolbar, type View } from "./Toolbar.tsx";
import { texts } from "./texts.ts";
import { useDesigning } from "./useDesigning.ts";
import { useDraft } from "./useDraft.ts";

const Preview = lazy(() => import("./Preview.tsx"));
const RightsMatrix = lazy(() => import("./RightsMatrix.tsx"));

interface Props {
  /** Where the draft is kept: the form's key, or that of a form that is begun. */
  place: string;
  first: FormBody;
  version: number;
}

/** Palette, paper and settings around one draft. */
export function Designer({ place, first, version }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const draft = useDraft(place, first, version);
  const { design, check, isSettled } = useDesigning(draft);
  const [view, setView] = useState<View>("design");
  const isNarrow = useNarrow();
  const shown = useMemo(() => (isNarrow ? "preview" : view), [isNarrow, view]);
  const [seen, setSeen] = useState(false);
  return (
    <DesignContext value={design}>
      <div className={styles.designer} lang={language} data-view={shown}>
        <Toolbar
          draft={draft}
          check={check}
          isSettled={isSettled}
          isNew={place === "new"}
          view={shown}
          onView={isNarrow ? null : setView}
        />
        {isNarrow && <State icon="columns" title={t("narrow")} hint={t("narrowHint")} />}
        {draft.isResumed && draft.isDirty && !seen && !isNarrow && (
          <div className={styles.resumed}>
            <Notice tone="warn">
              {t("resumed")}{" "}
              <button type="button" className={styles.plainLink} onClick={() => setSeen(true)}>
                {t("goOn")}
              </button>{" "}
              <button type="button" className={styles.plainLink} onClick={draft.forget}>
                {t("forget")}
              </button>
            </Notice>
          </div>
        )}
        {shown === "design" && (
          <div className={styles.desk}>
            <Palette />
            <Canvas />
            <Inspector />
          </div>
        )}
        <Suspense fallback={null}>
          {shown === "preview" && <Preview isNarrow={isNarrow} />}
          {shown === "rights" && <RightsMatrix />}
        </Suspense>
        <Leaving isDirty={draft.isDirty} onForget={draft.forget} />
      </div>
    </DesignContext>
  );
}
