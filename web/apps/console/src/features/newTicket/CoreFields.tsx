import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Control, Select, TextArea, TextInput } from "@bihuan/ui";
import { PRIORITIES } from "../../shared/tickets.ts";
import type { Written } from "./core.ts";
import styles from "./NewTicketPage.module.css";
import { texts } from "./texts.ts";
import { useChannels } from "./useChannels.ts";

interface Props {
  core: Written;
  onChange: (next: Written) => void;
  problem: string | undefined;
}

/** What every ticket has, whatever its type. */
export function CoreFields({ core, onChange, problem }: Props) {
  const t = useTexts(texts);
  return (
    <div className={styles.core}>
      <Control label={t("subject")} help={t("subjectHint")} problem={problem} required>
        {({ id, describedBy, invalid }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            maxLength={200}
            value={core.title}
            onChange={(event) => onChange({ ...core, title: event.target.value })}
          />
        )}
      </Control>
      <Control label={t("description")}>
        {({ id }) => (
          <TextArea
            id={id}
            value={core.description}
            onChange={(event) => onChange({ ...core, description: event.target.value })}
          />
        )}
      </Control>
      <div className={styles.pair}>
        <Control label={t("priority")} group>
          {() => (
            <div className={styles.types}>
              {PRIORITIES.map((priority) => (
                <Chip key={priority} on={core.priority === priority} onToggle={() => onChange({ ...core, priority })}>
                  {priority}
                </Chip>
              ))}
            </div>
          )}
        </Control>
        <ChannelChoice value={core.channel} onChoose={(channel) => onChange({ ...core, channel })} />
      </div>
    </div>
  );
}

function ChannelChoice({ value, onChoose }: { value: string; onChoose: (channel: string) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const channels = useChannels();
  return (
    <Control label={t("channel")}>
      {({ id }) => (
        <Select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
          {channels.map((channel) => (
            <option key={channel.key} value={channel.key}>
              {pick(channel.label, language)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
