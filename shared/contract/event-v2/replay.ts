import type { PassaEvent } from '../passa-event.ts';
import type { RawEvent } from '../raw-event.ts';
import type { ReplayedState } from '../event-version.ts';

/** Placeholder until the branch that writes it is merged. */
export const replay = (_raw: RawEvent[], _events: PassaEvent[], _event: string): ReplayedState | null => null;
