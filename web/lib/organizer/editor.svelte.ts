import { untrack } from 'svelte';
import type { DraftContent, DraftPreview, DraftView } from '#platform/client.ts';
import { platformClient } from '#platform/client.ts';
import { cleanDraft } from '#shared/draft-fields.ts';
import type { PassaError } from '#shared/errors.ts';
import { unwrap } from '../unwrap.ts';
import { keepBackup, readBackup } from './draft-backup.ts';
import { canonical } from './merge-draft.ts';
import { mergeShares } from './merge-shares.ts';
import { withShares } from './payee-shares.ts';
import { type Change, isUnsaved, next, type Saving } from './saving.ts';

const quietMs = 700;
const retryMs = 5000;

/** A draft in the editor: the state machine of `saving.ts` around its content. Typing never waits for the network. */
export class DraftEditor {
	content = $state() as DraftContent;
	preview = $state() as DraftPreview;
	saving = $state() as Saving;
	/** The content that the preview's problems are of. */
	previewed = $state.raw() as DraftContent;
	/** The path of the field for which the platform refused to save. */
	refusedField = $state<string | null>(null);
	readonly id: string;
	/** The content that the platform last had: changes are merged against it. */
	#base: DraftContent;
	#seen: string;
	#theirs: DraftView | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | null = null;
	#drafts = platformClient('/api/platform').v1.drafts[':id'];

	constructor(draft: DraftView, preview: DraftPreview) {
		this.id = draft.id;
		this.#base = draft.content;
		this.#seen = canonical(draft.content);
		this.preview = preview;
		this.previewed = draft.content;
		this.saving = { at: 'saved', version: draft.version };
		this.content = withShares(
			draft.content,
			draft.content.payees.map((p) => p.bps),
			this.platformBps,
		);
	}

	get platformBps(): number {
		return this.preview.payees.find((payee) => payee.role === 'platform')?.bps ?? 0;
	}

	get unsaved(): boolean {
		return isUnsaved(this.saving);
	}

	#on(change: Change): void {
		this.saving = next(this.saving, change);
	}

	/** Restores what this browser could not save the last time. */
	restore(): void {
		const kept = readBackup(this.id);
		if (!kept) return;
		if (canonical(kept.content) === canonical(this.#base)) {
			keepBackup(this.id, null);
			return;
		}
		// The restored draft keeps its old version. Where the draft changed meanwhile, the platform refuses, and both are merged.
		this.#base = kept.base;
		this.saving = { at: 'saved', version: kept.version };
		this.content = kept.content;
	}

	/** Passes the current content in. A change is saved after a pause. */
	update(content: DraftContent): void {
		const text = canonical(content);
		if (text === this.#seen) return;
		this.#seen = text;
		untrack(() => {
			this.#on({ is: 'edit' });
			keepBackup(this.id, { version: this.saving.version, base: this.#base, content });
			if (this.saving.at === 'changed') this.#saveIn(quietMs);
		});
	}

	/** Shows words as they will be kept, once a field is left: never while somebody types. */
	clean(): void {
		const now = $state.snapshot(this.content) as DraftContent;
		const clean = cleanDraft(now, now);
		if (canonical(clean) !== canonical(now)) this.content = clean;
	}

	#saveIn(milliseconds: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.save(), milliseconds);
	}

	/** Saves, and returns whether everything is saved. `closing`: the page may be gone before the answer arrives. */
	async save(closing = false): Promise<boolean> {
		// What was changed in this very moment is not passed in yet.
		untrack(() => this.update($state.snapshot(this.content) as DraftContent));
		clearTimeout(this.#timer);
		this.#running ??= this.#sendAll(closing).finally(() => {
			this.#running = null;
		});
		await this.#running;
		return this.saving.at === 'saved';
	}

	async #sendAll(closing: boolean): Promise<void> {
		if (!this.#needsSaving()) return;
		do {
			await this.#send(closing);
			// A change that is made during the reading is sent by this loop: its timer finds the sending under way.
			if (this.saving.at === 'saved') await this.refresh();
		} while (this.saving.at === 'changed');
		if (this.saving.at === 'failed' && this.saving.code === 'SERVICE_UNREACHABLE') this.#saveIn(retryMs);
	}

	#needsSaving = (): boolean => this.saving.at === 'changed' || this.saving.at === 'failed';

	async #send(closing: boolean): Promise<void> {
		this.#on({ is: 'send' });
		const content = cleanDraft($state.snapshot(this.content) as DraftContent, this.#base);
		const { version } = this.saving;
		try {
			const saved = await unwrap(
				this.#drafts.$put(
					{ param: { id: this.id }, json: { version, content } },
					{ init: { keepalive: closing } },
				),
			);
			this.#base = content;
			this.#on({ is: 'saved', version: saved.version });
			this.#dropBackupIfSaved();
		} catch (error) {
			const { code = 'UNEXPECTED', detail } = error as Partial<PassaError>;
			if (code === 'DRAFT_CHANGED') return this.#mergeOrAsk();
			this.refusedField = typeof detail?.field === 'string' ? detail.field.replace(/^content\./, '') : null;
			this.#on({ is: 'fail', code });
		}
	}

	/** The draft was changed elsewhere. Changes of different parts are merged; else a person decides. */
	async #mergeOrAsk(): Promise<void> {
		try {
			const other = (await unwrap(this.#drafts.$get({ param: { id: this.id } }))) as DraftView;
			const own = cleanDraft($state.snapshot(this.content) as DraftContent, this.#base);
			const both = mergeShares(this.#base, own, other.content, this.platformBps);
			this.#on({ is: 'outdated', version: other.version, merged: both !== null });
			if (both === null) {
				this.#theirs = other;
				return;
			}
			this.#base = other.content;
			this.#show(both);
		} catch (error) {
			this.#on({ is: 'fail', code: (error as Partial<PassaError>).code ?? 'UNEXPECTED' });
		}
	}

	decide(keepOwn: boolean): void {
		if (!this.#theirs) return;
		this.#base = this.#theirs.content;
		if (!keepOwn) this.#show(this.#theirs.content);
		this.#theirs = null;
		this.#on({ is: 'decide', keepOwn });
		this.#dropBackupIfSaved();
		if (keepOwn) this.save();
		else this.refresh();
	}

	#show(content: DraftContent): void {
		this.#seen = canonical(content);
		this.content = content;
	}

	#dropBackupIfSaved(): void {
		if (this.saving.at === 'saved') keepBackup(this.id, null);
	}

	/** Reads prices, shares and problems of the saved draft. */
	async refresh(): Promise<void> {
		try {
			const saved = this.#base;
			this.preview = (await unwrap(this.#drafts.preview.$post({ param: { id: this.id } }))) as DraftPreview;
			this.previewed = saved;
		} catch {
			// The last preview stays; the next change asks again.
		}
	}

	setShares(bps: number[]): void {
		this.content = withShares(this.content, bps, this.platformBps);
	}
}
