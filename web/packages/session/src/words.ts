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
    recovery: "恢复码",
    recoveryHelp: "开启两步验证时保存的恢复码，每个只能用一次",
    byRecovery: "手机不在身边？用恢复码",
    byApp: "改用动态验证码",
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
    join: "用手机加入",
    joinHint: "{name}，欢迎加入“{company}”。填写你的手机号，用短信验证码登录这部手机。",
    codeSent: "{name}，如果这是“{company}”为你登记的手机号，验证码已经发出，十分钟内有效。",
    phone: "手机号",
    phoneHelp: "须是公司为你登记的手机号",
    code: "短信验证码",
    sendCode: "获取验证码",
    joinNow: "加入",
    otherPhone: "换个号码或重新获取",
    byPassword: "改为设置密码",
    noSms: "这里发不了短信验证码，请设置密码登录。",
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
    recovery: "Recovery code",
    recoveryHelp: "One of those you kept when you turned two-step sign-in on; each opens once",
    byRecovery: "No phone at hand? Use a recovery code",
    byApp: "Use the authenticator app",
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
    join: "Join with your phone",
    joinHint: "Welcome to {company}, {name}. Give your number: a code by SMS signs this phone in.",
    codeSent:
      "{name}, if this is the number that {company} has of you, a code is on its way. It is good for ten minutes.",
    phone: "Phone number",
    phoneHelp: "The number that your company has of you",
    code: "Code by SMS",
    sendCode: "Send me a code",
    joinNow: "Join",
    otherPhone: "Another number, or a new code",
    byPassword: "Choose a password instead",
    noSms: "No code can be sent by SMS here. Choose a password to sign in with.",
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
