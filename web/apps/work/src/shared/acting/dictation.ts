// Speaking instead of typing, where the browser listens. What is said goes to the browser's own speech service.
import { useLanguage } from "@bihuan/i18n";
import { useEffect, useRef, useState } from "react";

interface Heard {
  resultIndex: number;
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

interface Listener {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: Heard) => void) | null;
  onend: (() => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  start(): void;
  stop(): void;
}

type Listening = new () => Listener;
const LANGUAGES = { zh: "zh-CN", en: "en-US" } as const;

function listening(): Listening | undefined {
  const known = globalThis as { SpeechRecognition?: Listening; webkitSpeechRecognition?: Listening };
  return known.SpeechRecognition ?? known.webkitSpeechRecognition;
}

export function canDictate(): boolean {
  return listening() !== undefined;
}

/** Listen until it is stopped; each sentence is told when it is whole. */
export function useDictation(onSaid: (text: string) => void) {
  const language = useLanguage();
  const listener = useRef<Listener | null>(null);
  const said = useRef(onSaid);
  said.current = onSaid;
  const [isOn, setOn] = useState(false);
  const [isRefused, setRefused] = useState(false);
  useEffect(() => () => listener.current?.stop(), []);
  const start = () => {
    const Listening = listening();
    if (!Listening) return;
    const one = new Listening();
    Object.assign(one, { lang: LANGUAGES[language], continuous: true, interimResults: false });
    one.onresult = ({ resultIndex, results }) => {
      const text = Array.from(results)
        .slice(resultIndex)
        .map((result) => (result.isFinal ? (result[0]?.transcript ?? "") : ""))
        .join("");
      if (text) said.current(text);
    };
    one.onend = () => setOn(false);
    one.onerror = () => setRefused(true);
    setRefused(false);
    setOn(true);
    listener.current = one;
    one.start();
  };
  return { isOn, isRefused, toggle: isOn ? () => listener.current?.stop() : start };
}
