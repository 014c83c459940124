import type { SentCode } from '#platform/client.ts';

/** A code that was asked for, as its page shows it: where to, masked. */
export type SentTo = { label: string; channel: SentCode['channel']; expiresAt: string };
