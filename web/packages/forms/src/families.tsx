import { isThing, type Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Skeleton } from "@bihuan/ui";
import { lazy, Suspense, useContext } from "react";
import type { ControlInput } from "./controlInput.ts";
import styles from "./FormFields.module.css";
import { FormServicesContext } from "./services.ts";
import { texts } from "./texts.ts";

const TimeControl = lazy(() => import("./times/TimeControls.tsx"));
const RecordControl = lazy(() => import("./records/RecordControl.tsx"));
const PlaceControl = lazy(() => import("./places/PlaceControls.tsx"));
const PLACES = new Set(["address", "gps_point"]);
const ContactControl = lazy(() => import("./contacts/ContactControl.tsx"));
const CONTACTS = new Set(["phone", "email", "url", "id_card"]);
const ScaleControl = lazy(() => import("./scales/ScaleControls.tsx"));
const SCALES = new Set(["percent", "rating", "slider", "nps"]);
const ConsentControl = lazy(() => import("./consents/ConsentControls.tsx"));
const CONSENTS = new Set(["switch", "consent"]);
const MatrixControl = lazy(() => import("./matrices/MatrixControl.tsx"));
const TIMES = new Set(["date", "time", "date_range", "duration"]);

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** Whether a family of kinds brings its own control, loaded when the first of them is drawn. */
export function hasOwnControl(kind: string): boolean {
  return (
    TIMES.has(kind) ||
    PLACES.has(kind) ||
    CONTACTS.has(kind) ||
    SCALES.has(kind) ||
    CONSENTS.has(kind) ||
    kind === "matrix" ||
    isThing(kind)
  );
}

export function OwnControl(props: Props) {
  const { kind } = props.input.field;
  if (isThing(kind.name)) return <Thing {...props} />;
  const Control = controlOf(kind.name);
  return (
    <Suspense fallback={<Skeleton lines={1} />}>
      <Control {...props} />
    </Suspense>
  );
}

function controlOf(kind: string) {
  if (PLACES.has(kind)) return PlaceControl;
  if (CONTACTS.has(kind)) return ContactControl;
  if (kind === "matrix") return MatrixControl;
  if (CONSENTS.has(kind)) return ConsentControl;
  return SCALES.has(kind) ? ScaleControl : TimeControl;
}

/** A customer, a ticket …: found by typing. Whoever is outside of the company looks nothing up in it. */
function Thing(props: Props) {
  const t = useTexts(texts);
  const { things } = useContext(FormServicesContext);
  if (!things) return <output className={styles.unit}>{t("byStaff")}</output>;
  return (
    <Suspense fallback={<Skeleton lines={1} />}>
      <RecordControl {...props} />
    </Suspense>
  );
}
