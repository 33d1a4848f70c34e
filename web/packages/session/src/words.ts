import { ProblemError } from "@bihuan/api";
import { defineTexts, useTexts } from "@bihuan/i18n";
import { useCallback } from "react";

export const words = defineTexts(
  {
    product: "闭环",
    tagline: "每一张工单，都有始有终。",
    signIn: "登录",
    login: "账号",
    password: "密码",
    totp: "动态验证码",
    totpHelp: "请输入验证器应用中的 6 位数字",
    other: "换一个账号",
    newPassword: "新密码",
    changeTitle: "请设置新密码",
    changeHint: "这是首次登录或密码已被重置，设置后请用新密码登录。",
    change: "保存新密码",
    signOut: "退出登录",
    unreachable: "连接不上服务器，请检查网络后重试。",
    unreadable: "服务器没有给出可读的回答，请稍后重试。",
    invited: "设置你的密码",
    invitedHint: "{name}，欢迎加入“{company}”。你的账号是 {login}，请设置一个只有自己知道的密码。",
    setPassword: "设置密码并去登录",
    retry: "重试",
    language: "English",
  },
  {
    product: "Bihuan",
    tagline: "No work order stays open unnoticed.",
    signIn: "Sign in",
    login: "Login",
    password: "Password",
    totp: "Authenticator code",
    totpHelp: "The 6 digits that your authenticator app shows",
    other: "Use another account",
    newPassword: "New password",
    changeTitle: "Choose a new password",
    changeHint: "You sign in for the first time, or the password was reset. Sign in with the new one afterwards.",
    change: "Save the new password",
    signOut: "Sign out",
    unreachable: "The server cannot be reached. Check the network and try again.",
    unreadable: "The server gave no readable answer. Try again in a while.",
    invited: "Choose your password",
    invitedHint: "Welcome to {company}, {name}. Your login is {login}. Choose a password that only you know.",
    setPassword: "Set it and sign in",
    retry: "Try again",
    language: "中文",
  },
);

/** What to tell a person about an error: the server's own words, which are in the person's language. */
export function useSayProblem(): (error: unknown) => string {
  const t = useTexts(words);
  return useCallback(
    (error) => {
      if (error instanceof ProblemError && error.title) return error.title;
      return error instanceof ProblemError && error.status === 0 ? t("unreachable") : t("unreadable");
    },
    [t],
  );
}
