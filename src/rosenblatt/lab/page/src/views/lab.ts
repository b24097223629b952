/** What the regions of the page act with: the course of the training, its changes, and who answers questions. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Asker } from "../engine/asker.ts";
import type { Changes } from "../engine/changes.ts";
import type { Driver } from "../engine/course.ts";
import type { Player } from "../engine/playing.ts";
import type { Lesson } from "../lesson.ts";
import type { Begin } from "../types.ts";

/** Of which network the answers are, and their words; explanations by the number of the row. */
export interface Stored {
  readonly when: string;
  readonly separability?: string;
  readonly diagnose?: string;
  readonly explain?: Readonly<Record<string, string>>;
}

export interface Lab {
  readonly driver: Driver;
  readonly changes: Changes;
  readonly player: Player;
  readonly asker: Asker;
  readonly tables: readonly { readonly name: string; readonly title: string }[];
  /** Open a table. */
  open(table: string): Promise<void>;
  /** The table that is open with all its inputs. */
  whole(): Begin | null;
  /** Let the server read a file, and open it. */
  addTable(file: File): Promise<void>;
  /** Begin again with other settings of the data, such as its target and split, which a server prepares. */
  reopen(changes: Readonly<Record<string, unknown>>): Promise<void>;
  /** Begin again with the inputs of these columns alone. */
  useColumns(columns: readonly string[]): Promise<void>;
  /** Answers of Python that are stored in this file, about the table that it opens with; null if there are none. */
  stored(): Promise<Stored | null>;
  readonly lessons: readonly Lesson[];
  /** Open the lesson with this title; an empty one ends the lesson that is open. */
  openLesson(title: string): Promise<void>;
  /** Say something in the one live region of the page. */
  say(text: string): void;
}

export const LabContext = createContext<Lab | null>(null);

export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (lab === null) throw new Error("A region stands outside of the lab.");
  return lab;
}
