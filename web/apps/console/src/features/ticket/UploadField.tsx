import { uploadFile } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { Control, TextInput } from "@bihuan/ui";
import { ActionFault } from "../../shared/ActionFault.tsx";

interface Props {
  label: string;
  help?: string;
  required: boolean;
  accept: string;
  multiple?: boolean;
  onStored: (files: string[]) => void;
}

/** Files that an action takes along; they are sent as soon as they are chosen. */
export function UploadField({ label, help, required, accept, multiple = false, onStored }: Props) {
  const upload = useCommand({
    mutationFn: (files: File[]) => Promise.all(files.map((file) => uploadFile(file))),
    onSuccess: (stored) => onStored(stored.map((file) => file.id)),
  });
  return (
    <Control label={label} help={help} required={required}>
      {({ id, describedBy }) => (
        <>
          <TextInput
            id={id}
            aria-describedby={describedBy}
            aria-busy={upload.isPending}
            type="file"
            accept={accept}
            multiple={multiple}
            onChange={(event) => upload.mutate([...(event.target.files ?? [])])}
          />
          <ActionFault error={upload.error} />
        </>
      )}
    </Control>
  );
}
