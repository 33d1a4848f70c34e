import styles from "./Avatar.module.css";

/** A person by the last characters of a Chinese name, else by initials. */
export function Avatar({ name }: { name: string }) {
  const isHan = /\p{Script=Han}/u.test(name);
  const initials = name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <span
      className={styles.avatar}
      aria-hidden="true"
      data-initials={isHan ? Array.from(name).slice(0, 1).join("") : initials || "?"}
    />
  );
}
