import styles from "./Icon.module.css";

// 16 px grid, 1.5 px line: drawn for this product, so that no icon library has to be loaded.
const SHAPES = {
  alert: "M8 2.5 14.5 13.5h-13ZM8 6.5v3M8 11.6v.1",
  back: "M9.5 3.5 5 8l4.5 4.5",
  bell: "M8 2a4 4 0 0 0-4 4v3l-1.500 2.500h11L12 9V6a4 4 0 0 0-4-4ZM6.500 13.500a1.500 1.500 0 0 0 3 0",
  camera: "M2 5h3l1-1.500h4L11 5h3v8H2ZM8 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  check: "m3 8.5 3.2 3.2L13 5",
  chevron: "m4.5 6.5 3.5 3.5 3.5-3.5",
  clip: "m13 7.5-5.2 5.2a3.2 3.2 0 0 1-4.5-4.5l5.4-5.4a2.1 2.1 0 0 1 3 3L6.400 11.100a1 1 0 0 1-1.500-1.500L9.500 5",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.800V8l2.200 1.600",
  close: "m4 4 8 8M12 4l-8 8",
  columns: "M2.500 3h11v10h-11ZM6.200 3v10M9.800 3v10",
  filter: "M2 3.500h12L9.500 8.700V13l-3-1.500V8.700Z",
  globe:
    "M8 1.800a6.200 6.200 0 1 0 0 12.400A6.200 6.200 0 0 0 8 1.800ZM2 8h12M8 1.800c2 2 2.600 4 2.600 6.200S10 12.200 8 14.200C6 12.200 5.400 10.200 5.400 8S6 3.800 8 1.800Z",
  inbox: "M2 9.500 4 3h8l2 6.500V13H2ZM2 9.500h3.500L6.500 11h3l1-1.500H14",
  list: "M5.500 4H14M5.500 8H14M5.500 12H14M2 4h.500M2 8h.500M2 12h.500",
  lock: "M4 7.500V5.500a4 4 0 0 1 8 0v2M3 7.500h10v6H3Z",
  menu: "M2 4.500h12M2 8h12M2 11.500h12",
  moon: "M13.500 9.700A5.800 5.800 0 0 1 6.300 2.500a5.800 5.800 0 1 0 7.200 7.200Z",
  note: "M3 2.500h10v8L10 13.500H3ZM10 13.500v-3h3M5.500 6h5M5.500 8.500h3",
  board: "M2.500 3h3v10h-3ZM6.700 3h3v6h-3ZM10.800 3h3v8h-3Z",
  download: "M8 2.500v7.500M4.800 7 8 10.200 11.200 7M2.500 13h11",
  out: "M6.500 2.500H3v11h3.500M10 5l3 3-3 3M13 8H6.500",
  pen: "M10.500 3 13 5.500 5.500 13H3v-2.500ZM9 4.500 11.500 7",
  plus: "M8 3v10M3 8h10",
  print: "M4.500 6V2.500h7V6M4.500 11.500h-2V6h11v5.500h-2M4.500 9.500h7v4h-7Z",
  route: "M3.500 11.500a1.500 1.500 0 1 0 0 .1M12.500 4.500a1.500 1.500 0 1 0 0 .1M5 11.500h4a3 3 0 0 0 0-6H7",
  search: "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM10.300 10.300 14 14",
  star: "m8 2 1.800 3.900 4.200.500-3.100 2.900.800 4.200L8 11.400l-3.700 2.100.800-4.200L2 6.400l4.200-.500Z",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
  task: "M2.500 2.500h11v11h-11ZM5.200 8.200 7.200 10.200 11 6",
  up: "m4.500 9.500 3.500-3.500 3.500 3.500",
  user: "M8 2.500a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600ZM2.500 14c.500-3 2.700-4.300 5.500-4.300s5 1.300 5.500 4.300",
} as const;

export type IconName = keyof typeof SHAPES;

/** A small picture beside a text; it says nothing of its own, so readers of screens skip it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className={styles.icon} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
