// What the program writes into the page. `src/page/` of ivr-view is the other side of it.

/** A text in English and Chinese. */
export type Both = [string, string];
export type Severity = "error" | "warning" | "note";
export type Sign = "new" | "gone" | "changed";

export interface Rule { name: string; severity: string; summary: Both; what: Both; why: Both; fix: Both; basis: Both }
export interface Type { name: string; title: Both; icon: string }

export interface Flow {
  file: string; id: string | null; name: string; type: string | null; published: boolean | null; numbers: string[];
  activities: number; amounts: Both[]; drawn: boolean; changes?: number;
}

export interface Finding {
  flow: number | null; file: string; rule: string; severity: Severity; message: Both; help: Both | null; place: string;
  pointer: string; activity: number | null; exit: number | null; about: number[]; by?: (number | null)[]; shortest: boolean;
  /** The name by which the next run knows it again. */
  print: string;
}

/** How the page was made: its inputs, and what was decided about the run. */
export interface Made { date?: string; inputs: string[]; settings: string[] }

export interface Data {
  version: string; made: Made; suppressed: number; rules: Rule[]; types: Type[]; manners: [string, number][]; counted: Both[];
  flows: Flow[]; findings: Finding[];
}

/** A flow as it is drawn. Members have short names, because there are very many. */
export interface Scene { area: [number, number, number, number]; a: Activity[]; e: Exit[]; indexes?: (number | null)[]; calls?: Call[]; steps?: CallStep[] }

export interface Activity {
  x: number; y: number; h: number;
  /** Its name, id, and type as it is written. */
  n: string; i: string | null; t: string | null;
  /** Its type and manner, as indexes. */
  k: number; m: number;
  /** Its first exit, and the one after its last. */
  e: [number, number];
  /** The activity and the exit by which a call arrives. */
  f?: [number, number];
  p: [string, string][];
  /** How it differs from the other version. */
  d?: Sign;
}

export interface Exit {
  n: string | null; i: number | null; to?: number; id?: string;
  w: "edge" | "jump" | "dangling" | "open" | "end";
  p?: number[];
  /** The corners at which others join it. */
  j?: number[];
  d?: Sign;
}

/** A test call; its steps are places in those of the flow. */
export interface Call { ends: Both; pre: Both[]; s: number[] }
export interface CallStep { a: number; e?: number; h: string[]; d: Both }

export interface Group { title: Both; lines: Change[] }
export interface Change { sign: Sign | null; about: string; text: Both; activity: number | null }

/** A step of a call: an activity, and the exit that led to it. */
export interface Step { activity: number; exit: number | null }
