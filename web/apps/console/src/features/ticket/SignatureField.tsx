import { uploadFile } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Control, TextInput } from "@bihuan/ui";
import { useMutation } from "@tanstack/react-query";
import { ActionFault } from "./faults.tsx";
import { texts } from "./texts.ts";

/** A picture of the signature. */
export function SignatureField({ required, onSigned }: { required: boolean; onSigned: (file: string) => void }) {
  const t = useTexts(texts);
  const upload = useMutation({
    mutationFn: (file: File) => uploadFile(file),
    onSuccess: (stored) => onSigned(stored.id),
  });
  return (
    <Control label={t("signature")} help={t("signatureHint")} required={required}>
      {({ id, describedBy }) => (
        <>
          <TextInput
            id={id}
            aria-describedby={describedBy}
            type="file"
            accept="image/*"
            required={required}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file) upload.mutate(file);
            }}
          />
          <ActionFault error={upload.error} />
        </>
      )}
    </Control>
  );
}
