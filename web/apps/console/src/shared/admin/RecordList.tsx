import { useTexts } from "@bihuan/i18n";
import { Button, Chip, Skeleton, State, TextInput } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { Failure } from "../Failure.tsx";
import styles from "./Admin.module.css";
import { type MasterRecord, useMasters } from "./masters.ts";
import { useSettled } from "./parts.tsx";
import { texts } from "./texts.ts";

interface Props {
  path: string;
  words: { find: string; inUse: string; away: string; none: string; noneHint: string };
  heads: readonly string[];
  /** The cells of a record, as many as there are heads. */
  row: (record: MasterRecord) => ReactNode;
  onListed?: (records: readonly MasterRecord[]) => ReactNode;
}

/** Records of a kind: found by a text, those in use or those put away, a part at a time. */
export function RecordList({ path, words, heads, row, onListed }: Props) {
  const c = useTexts(texts);
  const [text, setText] = useState("");
  const [away, setAway] = useState(false);
  const found = useMasters(path, useSettled(text.trim()), away);
  const listed = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={styles.bar}>
        <TextInput
          type="search"
          className={styles.grow}
          aria-label={words.find}
          placeholder={words.find}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Chip on={!away} onToggle={() => setAway(false)}>
          {words.inUse}
        </Chip>
        <Chip on={away} onToggle={() => setAway(true)}>
          {words.away}
        </Chip>
        {onListed?.(listed)}
      </div>
      {found.isPending && <Skeleton lines={10} height={22} />}
      {found.isError && !found.data && <Failure error={found.error} onRetry={() => found.refetch()} />}
      {found.isSuccess && !listed.length && <State icon="search" title={words.none} hint={words.noneHint} />}
      {listed.length > 0 && (
        <div className={styles.card}>
          <table className={styles.table}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head}>{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {listed.map((record) => (
                <tr key={record.id}>{row(record)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.hasNextPage && (
        <Button busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
          {c("more")}
        </Button>
      )}
    </>
  );
}
