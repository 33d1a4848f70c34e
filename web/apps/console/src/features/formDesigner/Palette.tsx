import { useTexts } from "@bihuan/i18n";
import { useRef } from "react";
import styles from "./Designer.module.css";
import { useDesign } from "./design.ts";
import { useDraggable } from "./dragging.ts";
import { KindIcon } from "./KindIcon.tsx";
import { GROUPS, TILES } from "./kinds.ts";
import { kindTexts } from "./kindTexts.ts";
import { texts } from "./texts.ts";

type OwnTile = (typeof TILES)[number];

/** Everything that can be put in: dragged to its place, or pressed to stand behind what is selected. */
export function Palette() {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  return (
    <aside className={styles.palette} aria-label={t("palette")}>
      <p className={styles.paletteHint}>{t("paletteHint")}</p>
      {GROUPS.map((group) => (
        <section key={group} aria-label={say(group)}>
          <h3>{say(group)}</h3>
          <div className={styles.tiles}>
            {TILES.filter((tile) => tile.group === group).map((tile) => (
              <TileButton key={tile.id} tile={tile} />
            ))}
          </div>
        </section>
      ))}
    </aside>
  );
}

function TileButton({ tile }: { tile: OwnTile }) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const { add } = useDesign();
  const ref = useRef<HTMLButtonElement>(null);
  const isDragged = useDraggable(ref, { tile: tile.id });
  const name = say(tile.id);
  return (
    <button
      ref={ref}
      type="button"
      className={styles.tile}
      data-dragged={isDragged}
      aria-label={t("addKind", { kind: name })}
      onClick={() => add(tile.id)}
    >
      <KindIcon shape={tile.shape} />
      <span>{name}</span>
    </button>
  );
}
