// From tree-sitter's tree to the flat array of `flat.rs`, in one pass over its nodes.
//
// A TSTreeCursor does the same with a call for each step, and spends more on keeping rows, columns and its own way back
// than on the tree. This reads the tree itself, by the private headers of the one version that Cargo.toml names;
// `Flat::fill` is its reference, and a test holds both to the same arrays.

#include "language.h"
#include "subtree.h"
#include "tree.h"
#include <stdlib.h>

// `Node` in flat.rs.
typedef struct {
  uint16_t kind, field;
  uint32_t start, end, next, parent;
  bool gap, named, missing;
} FlatNode;

// What `Kinds` in flat.rs says of a kind.
enum { NAMED = 1, KEEP = 2, KEEP_TOKENS = 4, EVERY_TOKEN = 8 };

typedef struct {
  const uint8_t *kinds;
  uint32_t kind_count;
  // NAMED, KEEP and so on for kinds outside of the table, and EVERY_TOKEN where all tokens are kept.
  uint8_t other;
  // The subtree of this kind that starts there is kept without what is below it.
  uint16_t leaf_kind;
  uint32_t leaf_start;
  // The byte of the file that is 0.
  uint32_t base;
  // The array has room for so many nodes.
  uint32_t room;
} Flattening;

// A node whose children are being read. Hidden nodes have a frame of their own, but no entry in the array.
typedef struct {
  Subtree node;
  const TSSymbol *aliases;
  const TSFieldMapEntry *fields, *fields_end;
  uint32_t child, structural, position, parent;
  TSFieldId field;
  bool hidden;
} Frame;

static Frame open_frame(const TSLanguage *language, Subtree node, uint32_t position, uint32_t parent) {
  Frame frame = {.node = node, .position = position, .parent = parent};
  frame.aliases = ts_language_alias_sequence(language, node.ptr->production_id);
  ts_language_field_map(language, node.ptr->production_id, &frame.fields, &frame.fields_end);
  return frame;
}

static uint8_t what_of(const Flattening *how, TSSymbol kind) {
  return kind < how->kind_count ? how->kinds[kind] : how->other & (NAMED | KEEP);
}

// Writes the subtree of `root` from `out[count]` on and returns the new count. What finds no room is left out.
uint32_t racelens_flatten(TSNode root, const Flattening *how, FlatNode *out, uint32_t count) {
  const TSLanguage *language = root.tree->language;
  uint32_t capacity = 64, depth = 0;
  Frame *stack = malloc(capacity * sizeof(Frame));
  if (!stack) return count;

  Subtree node = *(const Subtree *)root.id;
  TSSymbol alias = root.context[3];
  TSFieldId field = 0;
  uint32_t position = root.context[0], parent = UINT32_MAX;
  bool gap = false, shown = true;
  for (;;) {
    // The node: into the array, and down.
    uint32_t entry = parent;
    bool enter = ts_subtree_visible_child_count(node) > 0;
    if (shown) {
      TSSymbol kind = ts_language_public_symbol(language, alias ? alias : ts_subtree_symbol(node));
      uint8_t what = what_of(how, kind);
      uint8_t around = parent == UINT32_MAX ? 0 : what_of(how, out[parent].kind);
      if (what & KEEP || around & KEEP_TOKENS || how->other & EVERY_TOKEN || parent == UINT32_MAX) {
        if (count == how->room) break;
        uint32_t start = position - how->base;
        entry = count++;
        out[entry] = (FlatNode) {
          .kind = kind,
          .field = field,
          .start = start,
          .end = start + ts_subtree_size(node).bytes,
          .next = count,
          .parent = parent,
          .gap = gap,
          .named = what & NAMED,
          .missing = ts_subtree_missing(node),
        };
        gap = false;
        enter = enter && !(kind == how->leaf_kind && start == how->leaf_start);
      } else {
        gap = true;
        enter = false;
      }
    }
    if (enter) {
      if (depth == capacity) {
        Frame *more = realloc(stack, 2 * capacity * sizeof(Frame));
        if (!more) break;
        stack = more;
        capacity *= 2;
      }
      stack[depth] = open_frame(language, node, position, entry);
      stack[depth].hidden = !shown;
      stack[depth].field = shown ? 0 : field;
      depth++;
    }

    // The next node: a child of the innermost frame that has one left.
    for (;;) {
      if (depth == 0) goto done;
      Frame *frame = &stack[depth - 1];
      if (frame->child < frame->node.ptr->child_count) break;
      if (!frame->hidden) {
        out[frame->parent].next = count;
        gap = false;
      }
      depth--;
    }
    Frame *frame = &stack[depth - 1];
    const Subtree *children = ts_subtree_children(frame->node);
    node = children[frame->child];
    if (frame->child > 0) frame->position += ts_subtree_padding(node).bytes;
    position = frame->position;
    parent = frame->parent;
    alias = 0;
    field = 0;
    shown = ts_subtree_visible(node);
    if (!ts_subtree_extra(node)) {
      field = frame->field;
      for (const TSFieldMapEntry *known = frame->fields; known < frame->fields_end; known++) {
        if (!known->inherited && known->child_index == frame->structural) {
          field = known->field_id;
          break;
        }
      }
      if (frame->aliases) alias = frame->aliases[frame->structural];
      shown = shown || alias;
      frame->structural++;
    }
    frame->position += ts_subtree_size(node).bytes;
    frame->child++;
  }
done:
  free(stack);
  return count;
}
