// From tree-sitter's tree to the flat array of `flat.rs`, in one pass over its nodes.
//
// A TSTreeCursor does the same with a call for each step, and spends more on keeping rows, columns and its own way back
// than on the tree. This reads the tree itself, by the private headers of the one version that Cargo.toml names;
// `Flat::fill` is its reference, and a test holds both to the same arrays.

#include "language.h"
#include "subtree.h"
#include "tree.h"
#include <stdlib.h>
#include <string.h>

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
  // The next child, the next that is no extra, and where the next one begins.
  uint32_t child, structural, position;
  // The entry of the node, or of the one around a hidden node.
  uint32_t entry;
  // The field of a hidden node.
  TSFieldId field;
  // What is kept of the node or of the one around a hidden node.
  uint8_t what;
  bool hidden;
} Frame;

// The field of the next child of a frame; what is in no field of a hidden node is in the field that this is in.
static TSFieldId field_of(const Frame *frame) {
  for (const TSFieldMapEntry *known = frame->fields; known < frame->fields_end; known++) {
    if (!known->inherited && known->child_index == frame->structural) return known->field_id;
  }
  return frame->field;
}

static uint8_t what_of(const Flattening *how, TSSymbol kind) {
  return kind < how->kind_count ? how->kinds[kind] : how->other & (NAMED | KEEP);
}

// Writes the subtree of `root` from `out[count]` on and returns the new count. What finds no room is left out.
uint32_t racelens_flatten(TSNode root, const Flattening *how, FlatNode *out, uint32_t count) {
  const TSLanguage *language = root.tree->language;
  Frame first[64], *stack = first;
  uint32_t capacity = 64, depth = 0;

  Subtree node = *(const Subtree *)root.id;
  TSSymbol alias = root.context[3];
  uint32_t position = root.context[0];
  bool gap = false;
  for (;;) {
    // The node: into the array, and down.
    Frame *around = depth ? &stack[depth - 1] : NULL;
    bool structural = around && !ts_subtree_extra(node);
    if (structural && around->aliases) alias = around->aliases[around->structural];
    bool shown = !around || alias || ts_subtree_visible(node);
    bool enter = ts_subtree_visible_child_count(node) > 0;
    uint32_t entry = around ? around->entry : UINT32_MAX;
    TSFieldId field = 0;
    uint8_t what = 0;
    if (shown) {
      TSSymbol kind = ts_language_public_symbol(language, alias ? alias : ts_subtree_symbol(node));
      what = what_of(how, kind);
      if (!around || (what & KEEP) || (around->what & KEEP_TOKENS) || (how->other & EVERY_TOKEN)) {
        if (count == how->room) break;
        uint32_t start = position - how->base;
        out[count] = (FlatNode) {
          .kind = kind,
          .field = structural ? field_of(around) : 0,
          .start = start,
          .end = start + ts_subtree_size(node).bytes,
          .next = count + 1,
          .parent = entry,
          .gap = gap,
          .named = what & NAMED,
          .missing = ts_subtree_missing(node),
        };
        entry = count++;
        gap = false;
        enter = enter && !(kind == how->leaf_kind && start == how->leaf_start);
      } else {
        gap = true;
        enter = false;
      }
    } else if (enter) {
      field = structural ? field_of(around) : 0;
      what = around->what;
    }
    if (structural) around->structural++;
    if (enter) {
      if (depth == capacity) {
        Frame *more = malloc(2 * capacity * sizeof(Frame));
        if (!more) break;
        memcpy(more, stack, capacity * sizeof(Frame));
        if (stack != first) free(stack);
        stack = more;
        capacity *= 2;
      }
      Frame *frame = &stack[depth++];
      frame->node = node;
      frame->aliases = ts_language_alias_sequence(language, node.ptr->production_id);
      ts_language_field_map(language, node.ptr->production_id, &frame->fields, &frame->fields_end);
      frame->child = frame->structural = 0;
      frame->position = position;
      frame->entry = entry;
      frame->field = field;
      frame->what = what;
      frame->hidden = !shown;
    }

    // The next node: a child of the innermost frame that has one left.
    while (depth && stack[depth - 1].child == stack[depth - 1].node.ptr->child_count) {
      Frame *done = &stack[--depth];
      if (!done->hidden) {
        out[done->entry].next = count;
        gap = false;
      }
    }
    if (!depth) break;
    Frame *frame = &stack[depth - 1];
    node = ts_subtree_children(frame->node)[frame->child];
    if (frame->child++ > 0) frame->position += ts_subtree_padding(node).bytes;
    position = frame->position;
    frame->position += ts_subtree_size(node).bytes;
    alias = 0;
  }
  if (stack != first) free(stack);
  return count;
}
