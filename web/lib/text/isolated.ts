/** A person's word within a sentence: the isolates U+2068 and U+2069 keep its direction from the rest. */
export const isolated = (word: string): string => `\u2068${word}\u2069`;
