import { useLanguage } from "@bihuan/i18n";
import { useTheme } from "@bihuan/ui";
import { ConfigProvider, theme } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import type { ReactNode } from "react";

/** Gives antd's parts the product's own look and language. */
export function Desk({ children }: { children: ReactNode }) {
  const dark = useTheme() === "dark";
  const language = useLanguage();
  return (
    <ConfigProvider
      locale={language === "zh" ? zh : en}
      theme={{
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: dark ? "#4c74e6" : "#2f5bd8",
          colorBgContainer: dark ? "#171b21" : "#ffffff",
          colorBgElevated: dark ? "#1d232b" : "#ffffff",
          colorTextPlaceholder: dark ? "#8b95a3" : "#5f6977",
          borderRadius: 6,
          fontSize: 14,
          controlHeight: 32,
          fontFamily: "var(--font)",
        },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
