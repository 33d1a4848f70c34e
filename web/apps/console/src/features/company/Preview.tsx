import { useTexts } from "@bihuan/i18n";
import { logoAddress } from "@bihuan/session";
import { Panel } from "@bihuan/ui";
import own from "./Company.module.css";
import { texts } from "./texts.ts";

interface Props {
  words: { name: string; full_name: string; phone: string; address: string };
  founded: string;
  logo: string | null;
}

/** What others will see of it, while it is typed. */
export function Preview({ words, founded, logo }: Props) {
  const t = useTexts(texts);
  const name = words.name.trim() || founded;
  const phone = words.phone.trim() && t("telephone", { phone: words.phone.trim() });
  const reached = [words.address.trim(), phone].filter(Boolean);
  const picture = logo && <img src={logoAddress(logo)} alt="" />;
  return (
    <Panel title={t("preview")}>
      <div className={own.previews}>
        <figure>
          <div className={own.screen}>
            {picture}
            <strong>{name}</strong>
          </div>
          <figcaption>{t("onScreen")}</figcaption>
        </figure>
        <figure>
          <div className={own.paper}>
            {picture}
            <span>{words.full_name.trim() || name}</span>
            {reached.length > 0 && <small>{reached.join(" · ")}</small>}
            <strong>{t("paperTitle")}</strong>
          </div>
          <figcaption>{t("onPaper")}</figcaption>
        </figure>
      </div>
    </Panel>
  );
}
