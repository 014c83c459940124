import type { SentCode } from '#platform/client.ts';

/** A code that was sent, as its page shows it. `label`: the number or address, masked. */
export type SentTo = { label: string; channel: SentCode['channel']; expiresAt: string };
