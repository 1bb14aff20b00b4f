import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, placeholder, type DecorationSet } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { Catalogue } from './catalogue';
import { FIRN_SQL } from './dialect';

/** A range of the text, in UTF-16 units. */
export interface TextRange {
  from: number;
  to: number;
}

export interface EditorHandle {
  text(): string;
  selection(): TextRange;
  /** Underlines the place of an error and brings it into view. */
  mark(range: TextRange): void;
  focus(): void;
}

interface Props {
  /** The script that is shown; another one gets a fresh editor with its own undo history. */
  scriptId: string;
  initial: string;
  catalogue: Catalogue | undefined;
  namespace: string;
  onChange: (text: string) => void;
  onRun: (all: boolean) => void;
  ref: Ref<EditorHandle>;
}

const mark = StateEffect.define<TextRange>();

/** The place of the last error; gone with the next edit. */
const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(mark)) {
        const { from, to } = effect.value;
        return from < to ? Decoration.set(Decoration.mark({ class: 'firn-error-mark' }).range(from, to)) : Decoration.none;
      }
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** A CodeMirror editor of SQL. Tab leaves it, as keyboards expect; Ctrl-Enter runs. */
export function SqlEditor({ scriptId, initial, catalogue, namespace, onChange, onRun, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const language = useRef(new Compartment());
  const handlers = useRef({ onChange, onRun });
  useEffect(() => {
    handlers.current = { onChange, onRun };
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: initial,
        extensions: [
          Prec.highest(keymap.of(runKeys((all) => handlers.current.onRun(all)))),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ maxRenderedOptions: 100, icons: false }),
          syntaxHighlighting(classHighlighter),
          language.current.of(languageOf(undefined, '')),
          errorMark,
          placeholder('SELECT … — Ctrl+Enter runs'),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
          EditorView.cspNonce.of(nonce()),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              handlers.current.onChange(update.state.doc.toString());
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // The text that a script begins with is read once; then it is the editor's.
  }, [scriptId]);

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(languageOf(catalogue, namespace)) });
  }, [scriptId, catalogue, namespace]);

  useImperativeHandle(ref, () => ({
    text: () => view.current!.state.doc.toString(),
    selection: () => view.current!.state.selection.main,
    mark: (range) => {
      view.current!.dispatch({
        effects: [mark.of(range), EditorView.scrollIntoView(range.from, { y: 'center' })],
        selection: { anchor: range.from },
      });
    },
    focus: () => view.current!.focus(),
  }));

  return <div ref={host} className="firn-editor" />;
}

function runKeys(run: (all: boolean) => void) {
  return [
    { key: 'Mod-Enter', run: () => (run(false), true) },
    { key: 'Shift-Mod-Enter', run: () => (run(true), true) },
  ];
}

function languageOf(catalogue: Catalogue | undefined, namespace: string) {
  return sql({
    dialect: FIRN_SQL,
    upperCaseKeywords: true,
    ...(catalogue !== undefined && { schema: catalogue.schema }),
    ...(namespace !== '' && { defaultSchema: namespace }),
  });
}

/** What the server lets style elements of this page carry. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}
