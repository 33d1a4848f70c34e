import { Control, TextInput } from "@bihuan/ui";

interface Props {
  label: string;
  value: number;
  onChange: (value: number) => void;
  least?: number;
}

/** A whole number, never below `least`. */
export function Count({ label, value, onChange, least = 0 }: Props) {
  return (
    <Control label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          type="number"
          inputMode="numeric"
          min={least}
          step={1}
          value={value}
          onChange={(event) => onChange(Math.max(least, Math.trunc(Number(event.target.value)) || 0))}
        />
      )}
    </Control>
  );
}
