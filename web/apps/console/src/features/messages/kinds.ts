// What each kind of channel must know of its provider (docs/notices.md, Channels).
type Text =
  | "host"
  | "security"
  | "port"
  | "portHint"
  | "sender"
  | "senderName"
  | "user"
  | "password"
  | "passwordHint"
  | "accessKey"
  | "accessSecret"
  | "secretId"
  | "secretKey"
  | "appId"
  | "region"
  | "signName"
  | "template"
  | "templateHint"
  | "url"
  | "urlHint"
  | "secret"
  | "secretHint";

export interface Entry {
  key: string;
  text: Text;
  help?: Text;
  required?: boolean;
  /** Fixed words to choose from instead of a text. */
  options?: readonly string[];
  usual?: string;
}

export interface ChannelKind {
  key: "smtp" | "aliyun" | "tencent" | "wecom" | "dingtalk" | "feishu";
  settings: readonly Entry[];
  secrets: readonly Entry[];
  /** What a test message is sent to; a group needs no address. */
  address: "mail" | "phone" | null;
}

const URL: Entry = { key: "url", text: "url", help: "urlHint", required: true };
const SECRET: Entry = { key: "secret", text: "secret", help: "secretHint" };
const SMS = [
  { key: "sign_name", text: "signName", required: true },
  { key: "template", text: "template", help: "templateHint", required: true },
] as const;

export const KINDS: readonly ChannelKind[] = [
  {
    key: "smtp",
    settings: [
      { key: "host", text: "host", required: true },
      { key: "security", text: "security", options: ["tls", "starttls", "none"], usual: "tls" },
      { key: "port", text: "port", help: "portHint" },
      { key: "sender", text: "sender", required: true },
      { key: "sender_name", text: "senderName" },
      { key: "user", text: "user" },
    ],
    secrets: [{ key: "password", text: "password", help: "passwordHint" }],
    address: "mail",
  },
  {
    key: "aliyun",
    settings: [{ key: "access_key_id", text: "accessKey", required: true }, ...SMS],
    secrets: [{ key: "access_key_secret", text: "accessSecret", required: true }],
    address: "phone",
  },
  {
    key: "tencent",
    settings: [
      { key: "secret_id", text: "secretId", required: true },
      { key: "sdk_app_id", text: "appId", required: true },
      { key: "region", text: "region", usual: "ap-guangzhou" },
      ...SMS,
    ],
    secrets: [{ key: "secret_key", text: "secretKey", required: true }],
    address: "phone",
  },
  { key: "wecom", settings: [], secrets: [URL], address: null },
  { key: "dingtalk", settings: [], secrets: [URL, SECRET], address: null },
  { key: "feishu", settings: [], secrets: [URL, SECRET], address: null },
];

export function kindOf(key: string): ChannelKind | undefined {
  return KINDS.find((kind) => kind.key === key);
}
