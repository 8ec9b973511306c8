package com.example.docs;

import java.util.List;

/**
 * An order.
 *
 * @param id names it
 * @param items what was ordered
 */
record Order(String id, List<String> items) {

}
