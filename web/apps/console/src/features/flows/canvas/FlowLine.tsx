import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import type { ReactNode } from "react";
import type { Line } from "../model/layout.ts";
import styles from "./Canvas.module.css";

export interface LineData extends Record<string, unknown> {
  kind: Line["kind"];
  isTarget: boolean;
  isOn: boolean;
  isWalked: boolean;
  plus: ReactNode;
}

const BEND = 16;
const ASIDE = 28;
const HALF = 28;

/** A line from what is done to what comes next; in its middle, what can be put in. */
export function FlowLine(edge: EdgeProps) {
  const data = edge.data as LineData | undefined;
  if (!data) return null;
  const place = placeOf(edge, data.kind);
  const look = [styles.line, styles[data.kind], data.isOn && styles.lineOn, data.isWalked && styles.lineWalked];
  return (
    <>
      <BaseEdge id={edge.id} path={pathOf(edge, data.kind)} className={look.filter(Boolean).join(" ")} />
      {(data.plus || data.isTarget) && (
        <EdgeLabelRenderer>
          <div
            className={`${styles.slot} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)` }}
          >
            {data.isTarget ? <span className={styles.target} /> : data.plus}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

function pathOf(
  { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }: EdgeProps,
  kind: string,
): string {
  if (kind === "back" || kind === "again") return aside({ sourceX, sourceY, targetX, targetY }, kind === "back");
  const centerY = kind === "join" ? targetY - BEND : kind === "fork" ? sourceY + BEND : (sourceY + targetY) / 2;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  return getSmoothStepPath({ ...ends, borderRadius: 10, offset: 4, centerY })[0];
}

interface Ends {
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
}

/** Out to the side, along, and back in: to the right of what lies between for 退回, to the left for a new round. */
function aside({ sourceX, sourceY, targetX, targetY }: Ends, isRight: boolean): string {
  const way = isRight ? 1 : -1;
  const edge = isRight ? Math.max(sourceX, targetX) : Math.min(sourceX, targetX);
  // Longer ways back run further out, so that they do not lie on each other.
  const far = edge + way * (ASIDE + Math.min(60, Math.abs(sourceY - targetY) / 16));
  const up = Math.sign(targetY - sourceY) || -1;
  const r = 10;
  return [
    `M ${sourceX} ${sourceY} H ${far - way * r} Q ${far} ${sourceY} ${far} ${sourceY + up * r}`,
    `V ${targetY - up * r} Q ${far} ${targetY} ${far - way * r} ${targetY} H ${targetX}`,
  ].join(" ");
}

function placeOf({ sourceX, sourceY, targetX, targetY }: EdgeProps, kind: string): { x: number; y: number } {
  return kind === "join" ? { x: sourceX, y: sourceY + HALF } : { x: targetX, y: targetY - HALF };
}
