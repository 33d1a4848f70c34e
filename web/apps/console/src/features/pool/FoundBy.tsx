import type { TicketRow } from "@bihuan/api";
import { Hit } from "../../shared/hits/Hit.tsx";
import styles from "./PoolPage.module.css";

/** What of a ticket was found by a search, where that is not its title. */
export function FoundBy({ row }: { row: TicketRow }) {
  const hit = row.hits?.find((one) => one.where !== "title");
  return hit ? (
    <span className={styles.foundBy} data-where={hit.where}>
      {" · "}
      <Hit hit={hit} />
    </span>
  ) : null;
}
