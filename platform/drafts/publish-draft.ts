import type { DraftRow } from '../models/drafts.ts';
import { type AccountMessage, publishToAccount } from '../models/live-outbox.ts';
import type { Reader } from '../models/schema.ts';

/** Notifies the account's sessions that a draft of theirs changed, if the caller's transaction commits. */
export const publishDraft = (
	tx: Reader,
	{ id, account, version }: DraftRow,
	state: AccountMessage['state'],
): Promise<void> => publishToAccount(tx, account, { draft: id, version, state });
