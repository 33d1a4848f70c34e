import { capitalsOf, type Json } from "@bihuan/core";
import styles from "../FormFields.module.css";

/** An amount in capital numerals, as it stands on a contract. */
export default function Capitals({ amount }: { amount: Json }) {
  const written = capitalsOf(typeof amount === "string" ? amount.normalize("NFKC").trim() : amount);
  return written ? <output className={styles.capitals}>{written}</output> : null;
}
